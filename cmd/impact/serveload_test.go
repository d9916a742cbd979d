package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"impact/internal/serve"
)

// make bench-serve: a server of the program, asked by many at once.
var (
	loaded    = flag.String("load", "", "program whose page is asked by many at once; without it nobody asks")
	loadAsked = flag.Int("load-asked", 400, "what-ifs that are timed")
	loadLinks = flag.Int("load-links", 0, "different what-ifs among those; 0 for as many as are asked")
	loadLong  = flag.Int("load-long", 10000, "what-ifs after which the memory of the server is read")
)

const loadClients = 20

// A wanderer goes from what-if to what-if, one change at a time, as somebody does who sits
// before the page.
type wanderer struct {
	offer  *serve.Offer
	at     serve.State
	random *rand.Rand
}

func wanderers(o *serve.Offer, seed uint64) []*wanderer {
	var out []*wanderer
	for i := range loadClients {
		out = append(out, &wanderer{o, o.Start, rand.New(rand.NewPCG(seed, uint64(i)))})
	}
	return out
}

// step changes one thing: a switch in four of ten steps, a reading in one, else an assumption.
func (w *wanderer) step() {
	switch n := w.random.IntN(10); {
	case n < 4:
		w.toggle(w.offer.Provisions[w.random.IntN(len(w.offer.Provisions))].ID)
	case n == 4:
		w.at.Reading = serve.All
		if n := w.random.IntN(1 + len(w.offer.Readings)); n > 0 {
			w.at.Reading = w.offer.Readings[n-1].ID
		}
	default:
		w.move(&w.offer.Dials[w.random.IntN(len(w.offer.Dials))])
	}
}

func (w *wanderer) toggle(id string) {
	var on []string
	for _, p := range w.offer.Provisions {
		if slices.Contains(w.at.Provisions, p.ID) != (p.ID == id) {
			on = append(on, p.ID)
		}
	}
	w.at.Provisions = on
}

// move moves a dial of the projection within its range, or to its other word; what counts
// the record anew stays.
func (w *wanderer) move(d *serve.Dial) {
	if d.Record {
		return
	}
	assume := slices.DeleteFunc(slices.Clone(w.at.Assume), func(a string) bool { return strings.HasPrefix(a, d.Name+"=") })
	value := ""
	low, err1 := strconv.ParseFloat(d.Low, 64)
	high, err2 := strconv.ParseFloat(d.High, 64)
	switch {
	case d.Words != nil:
		value = d.Words[w.random.IntN(len(d.Words))]
	case err1 != nil || err2 != nil || low == high:
		return
	default:
		value = strconv.FormatFloat(math.Round((low+w.random.Float64()*(high-low))*1e4)/1e4, 'f', -1, 64)
	}
	if value != d.Value {
		assume = append(assume, d.Name+"="+value)
	}
	w.at.Assume = nil
	for _, o := range w.offer.Dials { // in the order of a canonical link
		for _, a := range assume {
			if strings.HasPrefix(a, o.Name+"=") {
				w.at.Assume = append(w.at.Assume, a)
			}
		}
	}
}

// ways are n links for each client, no link twice.
func ways(ws []*wanderer, n int, also string) [][]string {
	seen := map[string]bool{}
	out := make([][]string, len(ws))
	for range n {
		for i, w := range ws {
			for link := ""; ; {
				w.step()
				if link = "/whatif?" + w.offer.Query(w.at) + also; !seen[link] {
					seen[link] = true
					out[i] = append(out[i], link)
					break
				}
			}
		}
	}
	return out
}

// A crowd asks a server, which runs as a process of its own.
type crowd struct {
	t       *testing.T
	client  *http.Client
	address string
	pid     int
	empty   float64 // median of a file that stands ready, ms
}

// get asks for a link and tells how long the answer took.
func (c *crowd) get(link string) time.Duration {
	begun := time.Now()
	r, err := c.client.Get(c.address + link)
	if err != nil {
		c.t.Error(link, err)
		return 0
	}
	if _, err = io.Copy(io.Discard, r.Body); err != nil || r.StatusCode != http.StatusOK {
		c.t.Error(link, r.StatusCode, err)
	}
	_ = r.Body.Close()
	return time.Since(begun)
}

// ask asks for the links of each client, one after another; pause is how long a client waits
// before the next one.
func (c *crowd) ask(links [][]string, pause func(client int) time.Duration) []time.Duration {
	var all sync.WaitGroup
	took := make([][]time.Duration, len(links))
	for i := range links {
		all.Go(func() {
			for _, l := range links[i] {
				time.Sleep(pause(i))
				took[i] = append(took[i], c.get(l))
			}
		})
	}
	all.Wait()
	return slices.Concat(took...)
}

// follow is a meeting: one asks for a link after another, each second, and when it is there
// all others ask for the same within half a second.
func (c *crowd) follow(links []string, random *rand.Rand) (first, all []time.Duration) {
	for _, l := range links {
		next := time.After(time.Second)
		first = append(first, c.get(l))
		took := make([]time.Duration, loadClients-1)
		var others sync.WaitGroup
		for i := range took {
			late := time.Duration(random.IntN(500)) * time.Millisecond
			others.Go(func() { time.Sleep(late); took[i] = c.get(l) })
		}
		others.Wait()
		all = append(all, took...)
		<-next
	}
	return first, all
}

// tell times what is asked and prints how long it took, and what it cost the server.
func (c *crowd) tell(what string, ask func() []time.Duration) {
	before, _ := spent(c.t, c.pid)
	begun := time.Now()
	took := ask()
	wall := time.Since(begun)
	after, mem := spent(c.t, c.pid)
	each := c.times(what, took)
	cost := (after - before).Seconds()
	fmt.Printf("%s  %7.1f ms of a processor each, %3.0f %% of %d busy  %4.0f MB\n", each, cost*1000/float64(len(took)), 100*cost/wall.Seconds()/float64(runtime.NumCPU()), runtime.NumCPU(), mem)
}

// times is how long answers took.
func (c *crowd) times(what string, took []time.Duration) string {
	slices.Sort(took)
	at := func(p float64) float64 { return took[int(p*float64(len(took)-1))].Seconds() * 1000 }
	if c.empty == 0 {
		c.empty = at(0.5)
	}
	return fmt.Sprintf("%-52s %5d asked  median %7.1f ms  99 %% %7.1f ms  (%6.0f times the empty handler)", what, len(took), at(0.5), at(0.99), at(0.5)/c.empty)
}

// rest waits until the server counts nothing ahead.
func (c *crowd) rest() {
	for range 600 {
		before, _ := spent(c.t, c.pid)
		time.Sleep(500 * time.Millisecond)
		if after, _ := spent(c.t, c.pid); after-before < 30*time.Millisecond {
			return
		}
	}
}

// started is the address of a page of the program, and its process.
func started(t *testing.T, args ...string) (address string, pid int) {
	t.Helper()
	c := exec.Command(*loaded, append([]string{"serve", "--no-progress"}, args...)...)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(strings.TrimSpace(line), "/"), c.Process.Pid
}

// spent is the processor time that a process has used, and the memory that it holds.
func spent(t *testing.T, pid int) (cpu time.Duration, megabytes float64) {
	t.Helper()
	stat, err1 := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	statm, err2 := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	_, rest, _ := strings.Cut(string(stat), ") ")
	f, m := strings.Fields(rest), strings.Fields(string(statm))
	if err1 != nil || err2 != nil || len(f) < 13 || len(m) < 2 {
		t.Fatal(err1, err2)
	}
	user, _ := strconv.Atoi(f[11])
	sys, _ := strconv.Atoi(f[12])
	pages, _ := strconv.Atoi(m[1])
	return time.Duration(user+sys) * 10 * time.Millisecond, float64(pages*os.Getpagesize()) / (1 << 20)
}

// What twenty ask at once, timed; it says how long, and holds only that all are answered.
func TestServeLoad(t *testing.T) {
	if *loaded == "" {
		t.Skip("make bench-serve times the page")
	}
	e, _ := page(t, 10)
	offer := e.offer
	offer.Start.Draws, offer.Start.Horizon = 2000, 6
	c := &crowd{t: t, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: loadClients}}}
	c.address, c.pid = started(t)
	none := func(int) time.Duration { return 0 }
	asking := func(links [][]string, pause func(int) time.Duration) func() []time.Duration {
		return func() []time.Duration { return c.ask(links, pause) }
	}
	same := slices.Repeat([][]string{slices.Repeat([]string{"/script.js"}, 200)}, loadClients)
	c.tell("a file that stands ready (the empty handler)", asking(same, none))
	c.rest()
	ws := wanderers(offer, 7)
	random := rand.New(rand.NewPCG(7, 7))
	c.tell("one person, switches alone", asking([][]string{switchings(ws[0], 40)}, none))
	c.rest()
	c.tell("one person, one change after another", asking(ways(ws[:1], 40, ""), none))
	c.rest()
	meeting := ways(ws[:1], 40, "")[0]
	var first []time.Duration
	c.tell("a meeting: nineteen follow the link of one", func() (all []time.Duration) {
		first, all = c.follow(meeting, random)
		return all
	})
	fmt.Println(c.times("and that one, who asks first, each second", first))
	pauses := make([]time.Duration, loadClients)
	for i := range pauses {
		pauses[i] = time.Second + time.Duration(random.IntN(1000))*time.Millisecond
	}
	per := max(1, *loadAsked/loadClients)
	c.tell("twenty, never asked, 1 to 2 s after the answer", asking(ways(ws, per, ""), func(i int) time.Duration { return pauses[i] }))
	asked := ways(ws, per, "")
	c.tell("twenty, never asked, at once after the answer", asking(asked, none))
	c.tell("the same links again", asking(asked, none))
	c.long(ws)
}

// switchings are links under the assumptions as stated, one switch turned after another.
func switchings(w *wanderer, n int) (links []string) {
	at := *w
	for range n {
		at.toggle(w.offer.Provisions[w.random.IntN(len(w.offer.Provisions))].ID)
		links = append(links, "/whatif?"+w.offer.Query(at.at))
	}
	return links
}

// long asks for very many, and reads the memory of the server on the way.
func (c *crowd) long(ws []*wanderer) {
	if *loadLong < 10*loadClients { // a tenth of them is one each
		return
	}
	long := ways(ws, max(1, cmp.Or(*loadLinks, *loadLong)/loadClients), "&draws=20")
	for i, l := range long { // the same again, each time from another one on
		for n := len(l); len(long[i]) < *loadLong/loadClients; {
			long[i] = append(long[i], l[(len(long[i])+len(long[i])/n)%n])
		}
	}
	done := 0
	for _, upTo := range []int{*loadLong / 10, *loadLong / 2, *loadLong} {
		var part [][]string
		for _, l := range long {
			part = append(part, l[done/loadClients:upTo/loadClients])
		}
		done = upTo
		c.tell(fmt.Sprintf("of 20 draws, until %d are asked", upTo), func() []time.Duration {
			return c.ask(part, func(int) time.Duration { return 0 })
		})
	}
}
