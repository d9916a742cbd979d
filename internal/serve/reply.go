package serve

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// A reply is a page or a file, as it is kept and sent.
type reply struct {
	status int
	kind   string // of the content
	file   string // name under which a browser saves it; "" for a page
	to     string // where the browser is sent instead; "" for nowhere
	body   []byte
	gzip   bool // the body is packed
}

// leastPacked is of how many bytes a body is that is worth packing.
const leastPacked = 1 << 10

// packers pack bodies, each for one at a time.
var packers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // a level that there is
	return w
}}

// packed is a reply whose body is packed, where it is text: it takes a fraction of the memory
// while it is kept, and of the time on its way.
func (x reply) packed() reply {
	if x.gzip || len(x.body) < leastPacked || !strings.HasPrefix(x.kind, "text/") && x.kind != kinds[".svg"] {
		return x
	}
	w := packers.Get().(*gzip.Writer)
	defer packers.Put(w)
	var b bytes.Buffer
	w.Reset(&b)
	if _, err := w.Write(x.body); err != nil || w.Close() != nil {
		return x // a buffer takes all
	}
	x.body, x.gzip = bytes.Clone(b.Bytes()), true
	return x
}

// bytes is about how much memory a reply takes.
func (x reply) bytes() int64 { return int64(len(x.body)) + 512 }

// unpacks reports whether who asks takes packed bodies.
func unpacks(r *http.Request) bool {
	for one := range strings.SplitSeq(strings.Join(r.Header.Values("Accept-Encoding"), ","), ",") {
		name, how, _ := strings.Cut(one, ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			how = strings.ReplaceAll(how, " ", "")
			return how != "q=0" && strings.TrimRight(how, "0") != "q=0."
		}
	}
	return false
}

// send sends a reply as who asks for it takes it.
func send(w http.ResponseWriter, r *http.Request, out reply) {
	h := w.Header()
	if out.to != "" {
		h.Set("Location", out.to)
		w.WriteHeader(out.status)
		return
	}
	h.Set("Content-Type", out.kind)
	if out.file != "" {
		h.Set("Content-Disposition", `attachment; filename="`+out.file+`"`)
	}
	if out.gzip {
		h.Set("Vary", "Accept-Encoding")
		if unpacks(r) {
			h.Set("Content-Encoding", "gzip")
			out.gzip = false
		}
	}
	w.WriteHeader(out.status)
	if r.Method != http.MethodHead {
		_ = out.write(w) // who left needs no answer
	}
}

// write writes the body, unpacked where it is packed.
func (x reply) write(w io.Writer) error {
	if !x.gzip {
		_, err := w.Write(x.body)
		return err
	}
	from, err := gzip.NewReader(bytes.NewReader(x.body))
	if err == nil {
		_, err = io.Copy(w, from)
	}
	return err
}

// asset answers with a file that stands ready.
func asset(kind, text string) http.HandlerFunc {
	ready := reply{status: http.StatusOK, kind: kind, body: []byte(text)}.packed()
	return func(w http.ResponseWriter, r *http.Request) { send(w, r, ready) }
}
