package serve

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// Limits of a request.
const (
	MostURL    = 8 << 10  // bytes of path and query
	MostHeader = 16 << 10 // bytes, for http.Server.MaxHeaderBytes
)

// policy is the Content-Security-Policy of every answer: nothing but this server's own
// style sheet and script, and pictures that stand in the page.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard lets through what a browser on this machine asks of this server, and refuses all
// else before it is looked at.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.hasForm(r.URL.Path) {
			h.Set("Referrer-Policy", "same-origin")
		}
		switch {
		case !s.isHere(r.Host):
			refuse(w, http.StatusMisdirectedRequest, "This server answers to its own address only: "+s.address+".")
		case !s.fromHere(r):
			refuse(w, http.StatusForbidden, "This server answers no request that another site's page makes. The link pasted into the address bar would be right.")
		case len(r.RequestURI) > MostURL:
			refuse(w, http.StatusRequestURITooLong, fmt.Sprintf("The link is longer than %d bytes.", MostURL))
		case s.takes(r):
			next.ServeHTTP(w, r)
		case r.Method != http.MethodGet && r.Method != http.MethodHead:
			h.Set("Allow", "GET, HEAD")
			refuse(w, http.StatusMethodNotAllowed, "Pages are read here, with GET or HEAD; nothing is sent.")
		case r.ContentLength != 0 || len(r.TransferEncoding) > 0:
			refuse(w, http.StatusRequestEntityTooLarge, "A request to read a page brings nothing along.")
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func refuse(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(code)
	fmt.Fprintln(w, text)
}

// isHere reports whether a Host names this server as itself: a page of another name that
// resolves to this machine is not it.
func (s *Server) isHere(host string) bool {
	name, port, found := cutPort(host)
	if !found || port != s.port {
		return false
	}
	return name == "127.0.0.1" || strings.EqualFold(name, "localhost") || name == "[::1]"
}

// cutPort splits host:port, where the host may be an address in brackets.
func cutPort(host string) (name, port string, found bool) {
	at := strings.LastIndexByte(host, ':')
	if at < 0 {
		return host, "", false
	}
	return host[:at], host[at+1:], true
}

// fromHere reports whether no other site's page made the request. A link that is pasted,
// or opened from a mail program or a bookmark, comes from nowhere. One to a page that
// somebody follows from another site, such as mail that is read in the browser, is answered
// too: it changes nothing, and that site can neither frame the answer nor see it.
func (s *Server) fromHere(r *http.Request) bool {
	if origin, is := r.Header["Origin"]; is {
		host, plain := strings.CutPrefix(strings.Join(origin, ","), "http://")
		if !plain || !s.isHere(host) {
			return false
		}
	}
	switch site := r.Header.Get("Sec-Fetch-Site"); site {
	case "", "same-origin", "none":
		return true
	case "cross-site", "same-site":
		return s.followed(r)
	default:
		return false
	}
}

// followed reports whether a browser says that somebody went to a page by a link, in a window
// of its own. A page elsewhere that goes there by itself, loads or frames it does not say so.
func (s *Server) followed(r *http.Request) bool {
	h := r.Header
	return r.Method == http.MethodGet && h.Get("Origin") == "" && h.Get("Sec-Fetch-Mode") == "navigate" && h.Get("Sec-Fetch-Dest") == "document" && h.Get("Sec-Fetch-User") == "?1" &&
		slices.ContainsFunc(places, func(p place) bool { return p.path == r.URL.Path })
}

// A line lets so many work at once and so many wait.
type line struct {
	work, wait chan struct{}
	came       atomic.Int64                       // how many have
	lately     atomic.Int64                       // how many of them have come within a while
	rested     int64                              // how many had when it was quiet last
	leave      atomic.Pointer[context.CancelFunc] // what is made for nobody; nil for nothing
}

func newLine(work, wait int) *line {
	return &line{work: make(chan struct{}, work), wait: make(chan struct{}, work+wait)}
}

// errFull says that too many wait already.
var errFull = fmt.Errorf("too many what-ifs are being counted")

// enter waits for a place; leave gives it back.
func (l *line) enter(ctx context.Context) (leave func(), err error) {
	select {
	case l.wait <- struct{}{}:
		l.came.Add(1)
		l.lately.Add(1)
		time.AfterFunc(while, func() { l.lately.Add(-1) })
		if leave := l.leave.Load(); leave != nil {
			(*leave)()
		}
	default:
		return nil, errFull
	}
	select {
	case l.work <- struct{}{}:
		return func() { <-l.work; <-l.wait }, nil
	case <-ctx.Done():
		<-l.wait
		return nil, ctx.Err()
	}
}

// crowded reports whether a crowd has come lately: then the next one is about to come too.
func (l *line) crowded() bool { return l.lately.Load() >= crowd }

// A crowd is so many who came within a while.
const (
	crowd = 4
	while = time.Second
)

// quiet waits until nobody works, nobody has come for a while and no crowd lately. It is false where the
// context ends before. One may wait for it at a time.
func (l *line) quiet(ctx context.Context) bool {
	for ctx.Err() == nil {
		came := l.came.Load()
		if len(l.wait) == 0 && came == l.rested {
			return true
		}
		pause, stop := context.WithTimeout(ctx, hush)
		<-pause.Done()
		stop()
		if len(l.wait) == 0 && l.came.Load() == came && !l.crowded() {
			l.rested = came
		}
	}
	return false
}

// idly is a context for what nobody asked for, which ends when somebody comes, or when it is
// stopped. It is of one who found it quiet.
func (l *line) idly(ctx context.Context) (context.Context, func()) {
	idle, stop := context.WithCancel(ctx)
	l.leave.Store(&stop)
	if l.came.Load() != l.rested { // somebody came meanwhile
		stop()
	}
	return idle, func() { l.leave.Store(nil); stop() }
}

// hush is how long nobody has come where it is quiet.
const hush = 100 * time.Millisecond
