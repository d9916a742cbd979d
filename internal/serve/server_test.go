package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"impact/internal/paper"
	"impact/internal/report"
)

func requestOf(path, query string) *http.Request {
	return &http.Request{Method: http.MethodGet, Host: "127.0.0.1:80", URL: &url.URL{Path: path, RawQuery: query}, Header: http.Header{}}
}

// idle is an engine that has no reports; explaining is what it does when asked of a case.
type idle struct {
	explaining func() (*paper.Document, error)
}

func (idle) Answer(State, report.Need) (*report.Report, error) { return nil, errors.New("no report") }
func (idle) Warm(State)                                        {}
func (idle) Clauses(State) ([]Clause, error)                   { return nil, nil }
func (idle) Sheet(io.Writer, *paper.Document) error            { return nil }
func (idle) Verdicts(State, ...Facts) ([]Verdict, error)       { return nil, nil }
func (e idle) Explain(State, Facts) (*paper.Document, error)   { return e.explaining() }
func (idle) Write(io.Writer, *report.Report, string) error     { return nil }
func (idle) Quality() []string                                 { return nil }

// idleServer answers on port 8080 without charges.
func idleServer(t *testing.T, e idle, set Settings) http.Handler {
	t.Helper()
	set.Port = "8080"
	s, err := New(offerOf(), e, set)
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}

func ask(h http.Handler, change func(*http.Request), target string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Host = "127.0.0.1:8080"
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestGuard(t *testing.T) {
	h := idleServer(t, idle{}, Settings{})
	header := func(pairs ...string) func(*http.Request) {
		return func(r *http.Request) {
			for i := 0; i < len(pairs); i += 2 {
				r.Header.Set(pairs[i], pairs[i+1])
			}
		}
	}
	host := func(name string) func(*http.Request) { return func(r *http.Request) { r.Host = name } }
	for _, x := range []struct {
		what   string
		change func(*http.Request)
		want   int
	}{
		{"plain", nil, 200},
		{"localhost", host("localhost:8080"), 200},
		{"a name in capitals", host("LOCALHOST:8080"), 200},
		{"IPv6", host("[::1]:8080"), 200},
		{"a name that resolves here", host("evil.example:8080"), 421},
		{"a name that begins so", host("127.0.0.1.evil.example:8080"), 421},
		{"another port", host("127.0.0.1:80"), 421},
		{"no port", host("127.0.0.1"), 421},
		{"no host", host(""), 421},
		{"a host with a user", host("127.0.0.1:8080@evil.example:8080"), 421},
		{"own origin", header("Origin", "http://127.0.0.1:8080"), 200},
		{"another origin", header("Origin", "http://evil.example"), 403},
		{"no page's origin", header("Origin", "null"), 403},
		{"own origin over TLS", header("Origin", "https://127.0.0.1:8080"), 403},
		{"same origin", header("Sec-Fetch-Site", "same-origin"), 200},
		{"typed", header("Sec-Fetch-Site", "none"), 200},
		{"another port of this machine", header("Sec-Fetch-Site", "same-site"), 403},
		{"another site", header("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"), 403},
		{"a link that is followed on another site", header("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document", "Sec-Fetch-User", "?1"), 200},
		{"one in a frame there", header("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe", "Sec-Fetch-User", "?1"), 403},
		{"loaded there", header("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "document", "Sec-Fetch-User", "?1"), 403},
		{"a form sent there", header("Origin", "http://evil.example", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document", "Sec-Fetch-User", "?1"), 403},
		{"a link that is followed to another name", func(r *http.Request) {
			r.Host = "evil.example:8080"
			header("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document", "Sec-Fetch-User", "?1")(r)
		}, 421},
		{"HEAD", func(r *http.Request) { r.Method = "HEAD" }, 200},
		{"POST", func(r *http.Request) { r.Method = "POST" }, 405},
		{"PUT", func(r *http.Request) { r.Method = "PUT" }, 405},
		{"OPTIONS", func(r *http.Request) { r.Method = "OPTIONS" }, 405},
		{"TRACE", func(r *http.Request) { r.Method = "TRACE" }, 405},
		{"a body", func(r *http.Request) { r.ContentLength = 3; r.Body = io.NopCloser(strings.NewReader("abc")) }, 413},
		{"a body of unknown length", func(r *http.Request) { r.TransferEncoding = []string{"chunked"}; r.ContentLength = -1 }, 413},
		{"a long link", func(r *http.Request) { r.RequestURI = "/methods?" + strings.Repeat("a", MostURL) }, 414},
	} {
		got := ask(h, x.change, "/methods")
		if got.StatusCode != x.want {
			t.Errorf("%s: %d, want %d", x.what, got.StatusCode, x.want)
		}
		for name, want := range map[string]string{"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"} {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %s is %q", x.what, name, got.Header.Get(name))
			}
		}
		if body, _ := io.ReadAll(got.Body); x.what == "HEAD" && len(body) > 0 {
			t.Errorf("HEAD has a body of %d bytes", len(body))
		}
	}
}

// A link that is followed on another site leads to pages, not to files.
func TestFollowed(t *testing.T) {
	h := idleServer(t, idle{func() (*paper.Document, error) { return &paper.Document{}, nil }}, Settings{})
	follow := func(r *http.Request) {
		for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Sec-Fetch-User": "?1"} {
			r.Header.Set(name, value)
		}
	}
	for target, want := range map[string]int{"/case": 200, "/methods": 200, "/compare": 200, "/case.md?statute=1": 403, "/compare.csv": 403, "/export/report.html": 403, "/upload": 403, "/script.js": 403} {
		if got := ask(h, follow, target); got.StatusCode != want {
			t.Errorf("%s: %d, want %d", target, got.StatusCode, want)
		}
	}
}

func TestNowhere(t *testing.T) {
	h := idleServer(t, idle{}, Settings{})
	for _, target := range []string{"/nothing", "/what-if", "/whatif/", "/upload"} {
		got := ask(h, nil, target)
		body, _ := io.ReadAll(got.Body)
		if !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") || !strings.Contains(string(body), "<h1>No such page</h1>") || !strings.Contains(string(body), `<a href="/whatif">`) {
			t.Errorf("%s is answered with %s", target, body)
		}
	}
	for target, want := range map[string]int{
		"/nothing": 404, "/methods/": 404, "/export": 307, "/export/": 404, "/export/tables/../manifest.json": 307, "/export/manifest.json": 404, "/export/tables/Totals.csv": 404, "/.git/config": 404, "/export/../../etc/passwd": 307, "/compare?pin=" + strings.Repeat("x", 99): 303,
		"/compare?provisions=d": 400, "/compare?%zz": 400, "/compare?pin=a|provisions%3Dd": 400, "/compare?pin=1&pin=2&pin=3&pin=4&pin=5": 400,
		"/case?statute=" + strings.Repeat("x", 99): 400, "/whatif": 500,
	} {
		if got := ask(h, nil, target); got.StatusCode != want {
			t.Errorf("%s: %d, want %d", target, got.StatusCode, want)
		}
	}
}

// A request at which the program fails has an answer, and so have those after it; the
// log has neither what was asked nor what the failure held.
func TestOutlives(t *testing.T) {
	var said []string
	e := idle{func() (*paper.Document, error) { panic("charge of Jane Roe") }}
	h := idleServer(t, e, Settings{
		Log:   func(method, path string, status int) { said = append(said, fmt.Sprint(method, path, status)) },
		Fault: func(method, path string, stack []byte) { said = append(said, method+path+string(stack)) }})
	for range 3 {
		got := ask(h, nil, "/case?statute=53a-83-of-jane")
		body, _ := io.ReadAll(got.Body)
		if got.StatusCode != 500 || !strings.Contains(string(body), "The program failed") {
			t.Errorf("%d %s", got.StatusCode, body)
		}
	}
	if got := ask(h, nil, "/methods"); got.StatusCode != 200 {
		t.Errorf("afterwards: %d", got.StatusCode)
	}
	if len(said) != 7 || strings.Contains(strings.Join(said, "\n"), "ane") {
		t.Errorf("the log has %q", said)
	}
}

// More than may wait are asked to come again; those that wait are answered.
func TestLine(t *testing.T) {
	inside, free := make(chan struct{}), make(chan struct{})
	var made atomic.Int64
	e := idle{func() (*paper.Document, error) {
		made.Add(1)
		inside <- struct{}{}
		<-free
		return &paper.Document{Title: "x"}, nil
	}}
	s, err := New(offerOf(), e, Settings{Port: "8080", Working: 1, Waiting: 1})
	if err != nil {
		t.Fatal(err)
	}
	h := s.Handler()
	target := func(i int) string { return fmt.Sprintf("/case?statute=%d", i) }
	inLine := func(n int) {
		for len(s.line.wait) != n {
			runtime.Gosched()
		}
	}
	first, waits, last := make(chan int), make(chan int), make(chan int)
	go func() { first <- ask(h, nil, target(0)).StatusCode }()
	<-inside // it is being made
	ctx, leave := context.WithCancel(context.Background())
	go func() { waits <- ask(h, func(r *http.Request) { *r = *r.WithContext(ctx) }, target(1)).StatusCode }()
	inLine(2)
	if got := ask(h, nil, target(2)); got.StatusCode != 503 || got.Header.Get("Retry-After") == "" {
		t.Errorf("one too many: %d", got.StatusCode)
	}
	leave() // who leaves gives the place back
	if code := <-waits; code != 503 {
		t.Errorf("who left: %d", code)
	}
	inLine(1)
	go func() { last <- ask(h, nil, target(3)).StatusCode }()
	free <- struct{}{}
	<-inside
	free <- struct{}{}
	if a, b := <-first, <-last; a != 200 || b != 200 || made.Load() != 2 {
		t.Errorf("%d, %d, %d made", a, b, made.Load())
	}
}

// What several ask for is made for as long as one of them waits, whoever began it; then its
// maker is told, and it is not kept.
func TestKeptWhile(t *testing.T) {
	k := NewKept(10, func(s string) int64 { return int64(len(s)) })
	begun, told := make(chan context.Context), make(chan error)
	build := func(ctx context.Context) (string, error) {
		begun <- ctx
		<-ctx.Done()
		told <- ctx.Err()
		return "", ctx.Err()
	}
	first, leaveFirst := context.WithCancel(context.Background())
	second, leaveSecond := context.WithCancel(context.Background())
	ends := make(chan error, 2)
	get := func(ctx context.Context) {
		_, err := k.GetWhile(ctx, "a", build)
		ends <- err
	}
	go get(first)
	working := <-begun
	go get(second)
	waiting := func(n int) {
		for there := -1; there != n; {
			k.mu.Lock()
			there = k.making["a"].wait
			k.mu.Unlock()
			runtime.Gosched()
		}
	}
	waiting(2)
	leaveFirst()
	waiting(1)
	if working.Err() != nil {
		t.Error("who began it left, and it ends though another waits")
	}
	leaveSecond()
	if err := <-told; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for range 2 {
		if err := <-ends; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	if k.Has("a") {
		t.Error("what was left is kept")
	}
}

// The same link is made once, and within the bound it is kept.
func TestKept(t *testing.T) {
	ctx := context.Background()
	k := NewKept(10, func(s string) int64 { return int64(len(s)) })
	made := 0
	get := func(key, value string) string {
		v, err := k.Get(ctx, key, func() (string, error) { made++; return value, nil })
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	get("a", "1234")
	get("b", "5678")
	get("a", "") // asked for last
	get("c", "9abc")
	if made != 3 || k.used != 8 || len(k.byKey) != 2 || k.byKey["b"] != nil {
		t.Errorf("%d made, %d used, %v", made, k.used, k.byKey)
	}
	get("d", "longer than all")
	if k.byKey["d"] != nil || k.used != 8 {
		t.Errorf("%d used", k.used)
	}
	_, err := k.Get(ctx, "e", func() (string, error) { return "", errors.New("no") })
	if err == nil || k.byKey["e"] != nil {
		t.Errorf("%v is kept", err)
	}
	var wg sync.WaitGroup
	var built atomic.Int64
	start := make(chan struct{})
	for range 20 {
		wg.Go(func() {
			<-start
			v, err := k.Get(ctx, "f", func() (string, error) { built.Add(1); return "f", nil })
			if v != "f" || err != nil {
				t.Error(v, err)
			}
		})
	}
	close(start)
	wg.Wait()
	if built.Load() != 1 {
		t.Errorf("made %d times", built.Load())
	}
}
