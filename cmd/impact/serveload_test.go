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

// asking asks for the links of each client, one after another, and tells how long each took;
// pause is how long a client waits before the next one.
func asking(t *testing.T, address string, links [][]string, pause func(client int) time.Duration) []time.Duration {
	t.Helper()
	var all sync.WaitGroup
	took := make([][]time.Duration, len(links))
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: len(links)}}
	for i := range links {
		all.Go(func() {
			for _, l := range links[i] {
				time.Sleep(pause(i))
				begun := time.Now()
				r, err := client.Get(address + l)
				if err != nil {
					t.Error(l, err)
					return
				}
				if _, err = io.Copy(io.Discard, r.Body); err != nil || r.StatusCode != http.StatusOK {
					t.Error(l, r.StatusCode, err)
				}
				_ = r.Body.Close()
				took[i] = append(took[i], time.Since(begun))
			}
		})
	}
	all.Wait()
	out := slices.Concat(took...)
	slices.Sort(out)
	return out
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
	address, pid := started(t)
	at := func(list []time.Duration, p float64) float64 {
		return list[int(p*float64(len(list)-1))].Seconds() * 1000
	}
	empty := 0.0
	told := func(what string, links [][]string, pause func(int) time.Duration) {
		before, _ := spent(t, pid)
		begun := time.Now()
		took := asking(t, address, links, pause)
		wall := time.Since(begun)
		after, mem := spent(t, pid)
		if empty == 0 {
			empty = at(took, 0.5)
		}
		fmt.Printf("%-52s %5d asked  median %7.1f ms  99 %% %7.1f ms  (%6.0f times the empty handler)  %6.1f ms of a processor each, %3.0f %% of %d busy  %4.0f MB\n", what, len(took), at(took, 0.5), at(took, 0.99),
			at(took, 0.5)/empty, (after-before).Seconds()*1000/float64(len(took)), 100*(after-before).Seconds()/wall.Seconds()/float64(runtime.NumCPU()), runtime.NumCPU(), mem)
	}
	same := make([][]string, loadClients)
	for i := range same {
		same[i] = slices.Repeat([]string{"/script.js"}, 200)
	}
	none := func(int) time.Duration { return 0 }
	told("a file that stands ready (the empty handler)", same, none)
	for range 600 { // until what is foreseen is counted: nothing is worked on
		before, _ := spent(t, pid)
		time.Sleep(500 * time.Millisecond)
		if after, _ := spent(t, pid); after-before < 50*time.Millisecond {
			break
		}
	}
	ws := wanderers(offer, 7)
	alone := ways(ws[:1], 40, "")
	told("one person, one change after another", alone, none)
	random := rand.New(rand.NewPCG(7, 7))
	pauses := make([]time.Duration, loadClients)
	for i := range pauses {
		pauses[i] = time.Second + time.Duration(random.IntN(1000))*time.Millisecond
	}
	per := max(1, *loadAsked/loadClients)
	told("twenty, each asking 1 to 2 s after the answer", ways(ws, per, ""), func(i int) time.Duration { return pauses[i] })
	asked := ways(ws, per, "")
	told("twenty, each asking at once after the answer", asked, none)
	told("the same again", asked, none)
	if *loadLong == 0 {
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
		told(fmt.Sprintf("of 20 draws, until %d are asked", upTo), part, none)
	}
}
