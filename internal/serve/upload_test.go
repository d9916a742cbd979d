package serve

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// sent is a request with a file, as the form of a page makes it.
type sent struct {
	token, field, name, text string
	second                   bool // another file after it
	cut                      int  // bytes that are missing at the end
	kind                     string
	change                   func(*http.Request)
}

func (x sent) post(t *testing.T, h http.Handler) *http.Response {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	add := func(name string) {
		to, err := form.CreateFormFile(x.field, name)
		if err == nil {
			_, err = io.WriteString(to, x.text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := form.WriteField("token", x.token); err != nil {
		t.Fatal(err)
	}
	add(x.name)
	if x.second {
		add(x.name)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/upload", bytes.NewReader(b.Bytes()[:b.Len()-x.cut]))
	r.Host = "127.0.0.1:8080"
	r.Header.Set("Origin", "http://127.0.0.1:8080")
	r.Header.Set("Content-Type", form.FormDataContentType())
	if x.kind != "" {
		r.Header.Set("Content-Type", x.kind)
	}
	if x.change != nil {
		x.change(r)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

// What a form may bring is taken; all else is refused with the status that says why, and
// changes nothing.
func TestUpload(t *testing.T) {
	var log []string
	taken := 0
	other := offerOf()
	other.Data = "another file"
	set := Settings{Log: func(method, path string, status int) { log = append(log, method+path) }}
	set.Upload = &Upload{Limit: 2000, Token: "right", Now: time.Now, Take: func(_ context.Context, name string, file io.Reader) (*Offer, Engine, error) {
		b, err := io.ReadAll(file)
		switch {
		case err != nil:
			return nil, nil, errors.New("the end is missing")
		case strings.HasPrefix(string(b), "broken"):
			return nil, nil, Wrong(errors.New("charges.csv:1: broken"))
		case strings.HasPrefix(string(b), "fault"):
			return nil, nil, errors.New("Jane Roe")
		case strings.HasPrefix(string(b), "panic"):
			panic("Jane Roe")
		case strings.HasPrefix(string(b), "long"):
			return nil, nil, context.DeadlineExceeded
		case name != "charges of jane.csv":
			t.Errorf("the file is called %q", name)
		}
		taken++
		return other, idle{}, nil
	}}
	h := idleServer(t, idle{}, set)
	good := sent{token: "right", field: "file", name: "charges of jane.csv", text: "jane"}
	shows := func() bool {
		body, _ := io.ReadAll(ask(h, nil, "/methods").Body)
		return strings.Contains(string(body), "another file")
	}
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for _, c := range []struct {
		what string
		of   func(x *sent)
		want int
		says string
	}{
		{"no token", func(x *sent) { x.token = "" }, 403, "form"},
		{"another token", func(x *sent) { x.token = "wrong" }, 403, "form"},
		{"a longer token", func(x *sent) { x.token = "right" + strings.Repeat("t", 300) }, 403, "form"},
		{"another origin", func(x *sent) { x.change = header("Origin", "http://evil.example") }, 403, "another site"},
		{"no page's origin", func(x *sent) { x.change = header("Origin", "null") }, 403, "another site"},
		{"another site", func(x *sent) { x.change = header("Sec-Fetch-Site", "cross-site") }, 403, "another site"},
		{"another host", func(x *sent) { x.change = func(r *http.Request) { r.Host = "evil.example:8080" } }, 421, "own address"},
		{"too large", func(x *sent) { x.text = strings.Repeat("x", 2000) }, 413, "0.002 MB"},
		{"too large, of unknown length", func(x *sent) {
			x.text = strings.Repeat("x", 2000)
			x.change = func(r *http.Request) { r.ContentLength, r.TransferEncoding = -1, []string{"chunked"} }
		}, 413, "0.002 MB"},
		{"plain text", func(x *sent) { x.kind = "text/csv" }, 415, "multipart"},
		{"no type", func(x *sent) { x.change = func(r *http.Request) { r.Header.Del("Content-Type") } }, 415, "multipart"},
		{"fields of a link", func(x *sent) { x.kind = "application/x-www-form-urlencoded" }, 415, "multipart"},
		{"no boundary", func(x *sent) { x.kind = "multipart/form-data" }, 400, "whole"},
		{"cut in the file", func(x *sent) { x.cut = 75 }, 400, "whole"},
		{"no file chosen", func(x *sent) { x.name, x.text = "", "" }, 400, "No file"},
		{"another field", func(x *sent) { x.field = "data" }, 400, "No file"},
		{"two files", func(x *sent) { x.second = true }, 400, "One file"},
		{"a broken file", func(x *sent) { x.text = "broken" }, 422, "charges.csv:1: broken."},
		{"not in time", func(x *sent) { x.text = "long" }, 503, "in time"},
		{"a fault", func(x *sent) { x.text = "fault" }, 500, "failed"},
		{"a panic", func(x *sent) { x.text = "panic" }, 500, "could not be counted"},
		{"who sent it left", func(x *sent) {
			x.change = func(r *http.Request) {
				ctx, leave := context.WithCancel(r.Context())
				leave()
				*r = *r.WithContext(ctx)
			}
		}, 503, "in time"},
		{"PUT", func(x *sent) { x.change = func(r *http.Request) { r.Method = "PUT" } }, 405, "Pages are read"},
		{"another address", func(x *sent) { x.change = func(r *http.Request) { r.URL.Path = "/data" } }, 405, "Pages are read"},
		{"a long link", func(x *sent) {
			x.change = func(r *http.Request) { r.RequestURI = "/upload?" + strings.Repeat("a", MostURL) }
		}, 414, "longer"},
	} {
		x := good
		c.of(&x)
		got := x.post(t, h)
		body, _ := io.ReadAll(got.Body)
		if got.StatusCode != c.want || !strings.Contains(string(body), c.says) || strings.Contains(string(body), "ane") {
			t.Errorf("%s: %d, want %d, %s", c.what, got.StatusCode, c.want, body)
		}
		if got.Header.Get("Content-Security-Policy") != policy {
			t.Errorf("%s: the policy is missing", c.what)
		}
		if shows() {
			t.Fatalf("%s: the former charges do not stand", c.what)
		}
	}
	if got := good.post(t, h); got.StatusCode != 303 || got.Header.Get("Location") != "/data" || !shows() {
		t.Errorf("a good file: %d to %q, shown: %t", got.StatusCode, got.Header.Get("Location"), shows())
	}
	if got := ask(h, nil, "/upload"); got.StatusCode != 303 {
		t.Errorf("the address of the form, asked for: %d", got.StatusCode)
	}
	if taken != 3 { // and those of two files and of who left, which were not put in place
		t.Errorf("%d files were taken", taken)
	}
	if all := strings.Join(log, " "); strings.Contains(all, "ane") || strings.Contains(all, "right") {
		t.Errorf("the log has %s", all)
	}
}

// Without the flag there is no form and no address for it.
func TestNoUpload(t *testing.T) {
	h := idleServer(t, idle{}, Settings{})
	if got := (sent{token: "right", field: "file", name: "a.csv"}).post(t, h); got.StatusCode != 404 {
		t.Errorf("POST: %d", got.StatusCode)
	}
	if got := ask(h, nil, "/upload"); got.StatusCode != 404 {
		t.Errorf("GET: %d", got.StatusCode)
	}
}

// One file is read at a time; a second one is asked to come again, and pages are answered
// meanwhile.
func TestUploadInTurn(t *testing.T) {
	inside, free := make(chan struct{}), make(chan struct{})
	h := idleServer(t, idle{}, Settings{Upload: &Upload{Limit: 2000, Token: "right", Now: time.Now, Take: func(_ context.Context, _ string, file io.Reader) (*Offer, Engine, error) {
		_, err := io.Copy(io.Discard, file)
		inside <- struct{}{}
		<-free
		return offerOf(), idle{}, err
	}}})
	x := sent{token: "right", field: "file", name: "a.csv", text: "a"}
	first := make(chan int)
	go func() { first <- x.post(t, h).StatusCode }()
	<-inside
	if got := x.post(t, h); got.StatusCode != 503 || got.Header.Get("Retry-After") == "" {
		t.Errorf("the second at once: %d", got.StatusCode)
	}
	if got := ask(h, nil, "/methods"); got.StatusCode != 200 {
		t.Errorf("a page meanwhile: %d", got.StatusCode)
	}
	free <- struct{}{}
	if code := <-first; code != 303 {
		t.Errorf("the first: %d", code)
	}
}
