package serve

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"impact/internal/paper"
	"impact/internal/report"
)

// An Engine says what states come to. It may be asked by several goroutines at once, and
// a Report that it gives is not changed any more.
type Engine interface {
	// Answer is the report of a state, with as much as is needed of it.
	Answer(s State, need report.Need) (*report.Report, error)
	// Warm makes ready for states that differ from one in assumptions alone.
	Warm(s State)
	// Clauses are the provisions of a state, with the law before and after.
	Clauses(s State) ([]Clause, error)
	// Explain tells the way of a hypothetical charge through the law.
	Explain(s State, f Facts) (*paper.Document, error)
	// Verdicts says where such charges stand before and after, those of the first facts first.
	Verdicts(s State, facts ...Facts) ([]Verdict, error)
	// Write writes a file of a result folder, such as tables/totals.csv.
	Write(w io.Writer, r *report.Report, name string) error
	// Sheet writes a document as a page of its own.
	Sheet(w io.Writer, d *paper.Document) error
	// Quality says, line by line, what was refused or not understood of the data.
	Quality() []string
}

// A patient is an engine that leaves an answer which nobody waits for: the context tells so.
type patient interface {
	AnswerWhile(ctx context.Context, s State, need report.Need) (*report.Report, error)
}

// An explainer knows the command that tells of a case as the page does; "" for none.
type explainer interface {
	ExplainCommand(s State, f Facts) string
}

// answer is the report of a state, for as long as somebody waits for it.
func (x session) answer(s State, need report.Need) (*report.Report, error) {
	if e, is := x.of.engine.(patient); is && x.until != nil {
		return e.AnswerWhile(x.until, s, need)
	}
	return x.of.engine.Answer(s, need)
}

// waited is an error once nobody waits for the answer any more.
func (x session) waited() error {
	if x.until == nil {
		return nil
	}
	return x.until.Err()
}

// A Clause is a provision with the law that it changes.
type Clause struct {
	ID, Title, Says, Cite string
	Requires              []string
	On                    bool
	NoEffect              string
	Before, After         []Law
	Moves                 []Move
}

// A book is laws of a clause, and whether they stand before it or after.
type book struct {
	ID, When string
	Laws     []Law
}

// Stood are the sections before the clause; nil for none.
func (c Clause) Stood() *book {
	if len(c.Before) == 0 {
		return nil
	}
	return &book{c.ID, "before", c.Before}
}

// Stands are the sections after it.
func (c Clause) Stands() *book { return &book{c.ID, "after", c.After} }

// A Law is how a section stands.
type Law struct {
	Section, Heading, Class, Registry, Source string
	Victims                                   bool // the law or the proposal asks something about the victim
}

// A Move is charges that a provision brings from one section to another.
type Move struct{ From, When, To string }

// A Verdict is where a hypothetical charge stands under readings that say the same.
type Verdict struct {
	Charge, Heading, Stage string
	Readings               []string
	Says                   string // what becomes of it, in a sentence
	Endings                []Ending
	Notes                  []string // what is to be known of the charge beside
}

// An Ending is one way in which a charge can stand under the law as it is and under the
// proposal, and an example of facts, not recorded, that lead there; "" where nothing is asked.
type Ending struct {
	If, Chance, Was, Becomes, By string
	Today                        string // what brought the charge from its section to the one where it stands today; "" for nothing
	Changes                      bool
	Kept                         bool // it changes, and its class and its registration stay
}

// Settings of a server.
type Settings struct {
	Upload  *Upload                                 // nil: no file is taken
	Port    string                                  // on which it is reached
	Log     func(method, path string, status int)   // of each request, without its query
	Fault   func(method, path string, stack []byte) // of a request at which the program failed
	Working int                                     // how many computations at once; 0 for 2
	Waiting int                                     // how many more may wait; 0 for 64
	Keep    int64                                   // bytes of pages that are kept; 0 for 64 MiB
}

// A Server answers requests for pages.
type Server struct {
	now     atomic.Pointer[stock]
	turned  chan struct{} // has one where another stock was put in place, or another state is shown
	set     Settings
	port    string
	address string
	line    *line
	taking  sync.Mutex // of a file: one at a time
	methods []byte
}

// A stock is what a server answers of, all of it of the same charges. A request has one
// from its beginning to its end, whatever is put in its place meanwhile.
type stock struct {
	offer    *Offer
	engine   Engine
	pages    *Kept[reply]
	dials    *Kept[string] // as they are laid out
	shown    atomic.Pointer[seen]
	grounded string // of which state, as stated, every choice was made ready for other assumptions; of who foresees
}

// put makes an engine the one that is asked from now on.
func (s *Server) put(o *Offer, e Engine) {
	of := &stock{offer: o, engine: e, pages: NewKept(s.set.Keep, reply.bytes),
		dials: NewKept(keptDials, func(laid string) int64 { return int64(len(laid)) + 512 })}
	s.now.Store(of)
	s.turn(session{State: o.Start, offer: o, of: of})
}

// Timeouts of http.Server.
const (
	ReadTimeout  = 10 * time.Second
	WriteTimeout = 2 * time.Minute
	IdleTimeout  = 2 * time.Minute
)

// patience is how long a request waits for its turn.
const patience = WriteTimeout / 2

// New makes a server of what an engine offers.
func New(o *Offer, e Engine, set Settings) (*Server, error) {
	if set.Working <= 0 {
		set.Working = 2
	}
	if set.Waiting <= 0 {
		set.Waiting = 64
	}
	if set.Keep <= 0 {
		set.Keep = 64 << 20
	}
	s := &Server{set: set, port: set.Port, address: "http://127.0.0.1:" + set.Port, line: newLine(set.Working, set.Waiting), turned: make(chan struct{}, 1)}
	s.put(o, e)
	var err error
	s.methods, err = methods()
	return s, err
}

// Handler answers all requests.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", asset("text/css; charset=utf-8", style()))
	mux.HandleFunc("GET /script.js", asset("text/javascript; charset=utf-8", script))
	for _, p := range places {
		mux.HandleFunc("GET "+p.path+end(p.path), s.answer(p.make, asked{plain: p.plain}))
	}
	mux.HandleFunc("GET /compare.csv", s.answer((*Server).compareCSV, asked{}))
	mux.HandleFunc("GET /compare/{file}", s.answer((*Server).compareFigure, asked{}))
	mux.HandleFunc("GET /case.md", s.answer((*Server).caseFile, asked{plain: true}))
	mux.HandleFunc("GET /case.html", s.answer((*Server).caseFile, asked{plain: true}))
	mux.HandleFunc("GET /export/{file...}", s.answer((*Server).export, asked{file: true}))
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { s.fail(w, r, errNone) })
	if s.set.Upload != nil {
		mux.HandleFunc("POST "+uploadPath, s.upload)
		mux.HandleFunc("GET "+uploadPath, s.uploaded)
	}
	return s.noted(s.guard(mux))
}

// end makes the root a path of its own, and not that of everything.
func end(path string) string {
	if path == "/" {
		return "{$}"
	}
	return ""
}

// A maker makes the reply to a request that asks for a session.
type maker func(s *Server, r *http.Request, x session) (reply, error)

// asked is how a request is answered.
type asked struct {
	file  bool // the link need not be canonical
	plain bool // no counts are told
}

// answer reads the session of a request, sends a browser to its canonical link, and makes
// the reply or takes the one that was made for the same link.
func (s *Server) answer(make maker, as asked) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		x, err := s.session(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if link := x.link(r.URL.EscapedPath()); link != r.URL.RequestURI() && !as.file {
			send(w, r, reply{status: http.StatusSeeOther, to: link})
			return
		}
		if !as.plain && !x.offer.settled() {
			s.unsettled(w, r, x, as)
			return
		}
		ctx, stop := context.WithTimeout(r.Context(), patience)
		defer stop()
		out, err := x.of.pages.GetWhile(ctx, x.link(r.URL.EscapedPath()), func(ctx context.Context) (reply, error) {
			x.until = ctx
			leave, err := s.line.enter(ctx)
			if err != nil {
				return reply{}, err
			}
			defer leave()
			made, err := make(s, r, x)
			return made.packed(), err
		})
		if err != nil {
			s.fail(w, r, err)
			return
		}
		send(w, r, out)
		if r.URL.Path == whatifPath {
			s.turn(x)
		}
	}
}

// unsettled says that counts cannot be told yet, and lets a browser ask again.
func (s *Server) unsettled(w http.ResponseWriter, r *http.Request, x session, as asked) {
	const again = "3" // seconds
	p := page{Title: "Not yet", Session: x}
	if !as.file {
		p.At = r.URL.Path
	}
	w.Header().Set("Retry-After", again)
	w.Header().Set("Refresh", again)
	body, err := s.render("unsettled", p)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	send(w, r, reply{status: http.StatusServiceUnavailable, kind: "text/html; charset=utf-8", body: body})
}

// settled reports whether counts can be told.
func (o *Offer) settled() bool {
	if o.Settled == nil {
		return true
	}
	select {
	case <-o.Settled:
		return true
	default:
		return false
	}
}

// errNone says that there is no page of that name.
var errNone = errors.New("there is no such page")

// fail tells why a request has no answer.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	status, title, says := http.StatusInternalServerError, "The program failed", "This what-if could not be counted. The others still can."
	switch {
	case errors.Is(err, errFull):
		w.Header().Set("Retry-After", "5")
		status, title, says = http.StatusServiceUnavailable, "Too many at once", "Too many what-ifs are being counted. In a few seconds the same link would be right."
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		w.Header().Set("Retry-After", "5")
		status, title, says = http.StatusServiceUnavailable, "Not in time", "The answer was not ready in time. The same link again would be right."
	case errors.Is(err, errNone):
		status, title, says = http.StatusNotFound, "No such page", "The links above lead to all pages there are."
	case isWish(err):
		status, title, says = http.StatusBadRequest, "This cannot be answered", sentence(err.Error())
	}
	p := page{Title: title, At: "", Session: s.start(), Says: says}
	if w := (wish{}); errors.As(err, &w) {
		p.Session = s.salvaged(r)
		p.Kept = p.Session.link("") != ""
		for _, state := range w.near {
			near := p.Session
			near.State = state
			p.Near = append(p.Near, near)
		}
	}
	body, e := s.render("trouble", p)
	if e != nil {
		body = []byte(says)
	}
	send(w, r, reply{status: status, kind: "text/html; charset=utf-8", body: body})
}

// sentence ends what an error says.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// noted logs each request and outlives one at which the program fails.
func (s *Server) noted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &witness{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if s.set.Fault != nil {
					s.set.Fault(r.Method, plainPath(r.URL), debug.Stack()) // not p, which may hold data
				}
				if seen.status == 0 {
					s.fail(seen, r, errGone)
				}
			}
			if s.set.Log != nil {
				s.set.Log(r.Method, plainPath(r.URL), seen.status)
			}
		}()
		next.ServeHTTP(seen, r)
	})
}

// plainPath is a path fit for a line of a log.
func plainPath(u *url.URL) string {
	path := u.EscapedPath()
	if len(path) > 200 {
		path = path[:200] + "…"
	}
	return path
}

// Unwrap lets the deadlines of a connection be moved.
func (w *witness) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// A witness remembers the status of an answer.
type witness struct {
	http.ResponseWriter
	status int
}

func (w *witness) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *witness) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}
