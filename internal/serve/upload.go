package serve

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// An Upload says how a server takes a file of charges by a form, in place of those that it
// answers of.
type Upload struct {
	Limit int64  // bytes of a request
	Token string // that its own form has; new at each start
	Now   func() time.Time
	// Take reads a file until the context is done. An error that is Wrong is told as it is.
	Take func(ctx context.Context, name string, file io.Reader) (*Offer, Engine, error)
}

// Megabytes is the limit in words.
func (u *Upload) Megabytes() string {
	return strconv.FormatFloat(float64(u.Limit)/1e6, 'f', -1, 64) + " MB"
}

// uploadPath is where files are sent, with POST.
const uploadPath = "/upload"

// How long a file may take until it is here, and until it is read.
const (
	UploadTimeout  = 2 * time.Minute
	ReadingTimeout = 10 * time.Minute
)

// mostDrained is how many times the limit is read of a request that is too large, so that
// a browser shows the answer and not a broken connection.
const mostDrained = 4

// Fields of the form, in their order.
const (
	tokenField = "token"
	fileField  = "file"
)

// takes reports whether a request may bring a file along: at one address.
func (s *Server) takes(r *http.Request) bool {
	return r.Method == http.MethodPost && r.URL.Path == uploadPath
}

// hasForm reports whether a page has the form. Its browser must say where what is sent
// comes from, which it keeps to itself where the policy is no-referrer.
func (s *Server) hasForm(path string) bool {
	return s.set.Upload != nil && (path == dataPath || path == uploadPath)
}

// A refusal is why a file was not taken.
type refusal struct {
	status int
	says   string
}

func (r refusal) Error() string { return r.says }

// uploaded sends a browser that asks for the address of the form to the form.
func (s *Server) uploaded(w http.ResponseWriter, r *http.Request) {
	send(w, r, reply{status: http.StatusSeeOther, to: dataPath})
}

// upload takes a file, and answers of it from then on; or says why not, and nothing changes.
func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	err := s.take(w, r)
	if err == nil {
		x, wrong := s.session(r)
		if wrong != nil { // the new charges cannot be asked that
			x = s.start()
		}
		send(w, r, reply{status: http.StatusSeeOther, to: x.link(dataPath)})
		return
	}
	why := reasonOf(err)
	if why.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "10")
	}
	x, wrong := s.session(r)
	if wrong != nil {
		x = s.start()
	}
	body, err := s.render("refused", page{Title: "The file was not taken", At: dataPath, Session: x, Says: why.says, Upload: s.set.Upload})
	if err != nil {
		body = []byte(why.says)
	}
	send(w, r, reply{status: why.status, kind: "text/html; charset=utf-8", body: body})
}

// reasonOf tells a refusal of an error.
func reasonOf(err error) (why refusal) {
	switch {
	case errors.As(err, &why):
		return why
	case isWish(err):
		return refusal{http.StatusUnprocessableEntity, err.Error() + "."} // which may begin with the name of a file
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return refusal{http.StatusServiceUnavailable, "The file was not read in time. A shorter one, or one that is given to impact serve at its start, would be right."}
	}
	return refusal{http.StatusInternalServerError, "The program failed at this file. One that is given to impact serve at its start may tell why."}
}

// take reads the form and the file, and puts the file in place of the charges before.
func (s *Server) take(w http.ResponseWriter, r *http.Request) error {
	u := s.set.Upload
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return refusal{http.StatusUnsupportedMediaType, "A file is sent by the form of the page Data, as multipart/form-data."}
	}
	on := http.NewResponseController(w)
	// a server without deadlines has none that could be moved
	_ = on.SetReadDeadline(u.Now().Add(UploadTimeout))
	_ = on.SetWriteDeadline(u.Now().Add(UploadTimeout + ReadingTimeout + WriteTimeout))
	if r.ContentLength > u.Limit {
		_, _ = io.CopyN(io.Discard, r.Body, min(r.ContentLength, mostDrained*u.Limit))
		return u.tooLarge()
	}
	r.Body = http.MaxBytesReader(w, r.Body, u.Limit)
	parts, err := r.MultipartReader()
	if err != nil {
		return u.unread(err)
	}
	if err := u.known(parts); err != nil {
		return err
	}
	if !s.taking.TryLock() {
		return refusal{http.StatusServiceUnavailable, "Another file is being read. When it is done, this one again would be right."}
	}
	defer s.taking.Unlock()
	file, err := parts.NextPart()
	if err != nil {
		return u.unread(err)
	}
	name := baseName(file)
	if file.FormName() != fileField || name == "" {
		return refusal{http.StatusBadRequest, "No file was chosen. A CSV file (also packed as .gz or .zst), a Parquet file or a file of reduced charges would be right."}
	}
	ctx, stop := context.WithTimeout(r.Context(), UploadTimeout+ReadingTimeout)
	defer stop()
	whole := &heard{from: file, end: func() { _ = on.SetReadDeadline(u.Now().Add(ReadingTimeout + WriteTimeout)) }}
	offer, engine, err := u.Take(ctx, name, whole)
	if whole.err != nil {
		return u.unread(whole.err)
	}
	if err != nil {
		return err
	}
	if _, err := parts.NextPart(); err != io.EOF {
		return refusal{http.StatusBadRequest, "More than one file was sent. One file would be right."}
	}
	if err := ctx.Err(); err != nil {
		return err // who sent it left, and is not to be surprised
	}
	s.put(offer, engine)
	return nil
}

// known reports whether a form is of a page that this server made.
func (u *Upload) known(parts *multipart.Reader) error {
	part, err := parts.NextPart()
	if err != nil {
		return u.unread(err)
	}
	given, err := io.ReadAll(io.LimitReader(part, 256))
	if err != nil {
		return u.unread(err)
	}
	if part.FormName() != tokenField || u.Token == "" || subtle.ConstantTimeCompare(given, []byte(u.Token)) != 1 {
		return refusal{http.StatusForbidden, "The form is not of a page that this server made since it was started. The form below would be right."}
	}
	return nil
}

func (u *Upload) tooLarge() error {
	return refusal{http.StatusRequestEntityTooLarge, "The file is larger than " + u.Megabytes() + ", which is the most that is taken by this form. A smaller one, the charges reduced (impact reduce), or impact serve with the name of the file or a higher --upload-limit would be right."}
}

// unread says why what was sent could not be read to its end.
func (u *Upload) unread(err error) error {
	if errors.As(err, new(*http.MaxBytesError)) {
		return u.tooLarge()
	}
	return refusal{http.StatusBadRequest, "The file did not come whole. Sending it again would be right."}
}

// heard remembers why a file could not be heard to its end, and tells of the end.
type heard struct {
	from io.Reader
	end  func()
	err  error
}

func (h *heard) Read(b []byte) (int, error) {
	n, err := h.from.Read(b)
	switch {
	case err == io.EOF:
		h.end()
	case err != nil:
		h.err = err
	}
	return n, err
}

// baseName is the name of a file without folders, of any system; "" for none.
func baseName(part *multipart.Part) string {
	_, of, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil || of["filename"] == "" {
		return ""
	}
	name := path.Base(strings.ReplaceAll(of["filename"], `\`, "/"))
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
}
