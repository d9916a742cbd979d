package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"impact/internal/report"
	"impact/internal/serve"
)

// taking is a page of few draws on a file, which takes others of at most so many bytes; all
// that it logs and says is in talk. Files are put aside in the folder aside.
func taking(t *testing.T, limit int64, start string) (h http.Handler, talk *bytes.Buffer, aside string) {
	t.Helper()
	aside = t.TempDir()
	t.Setenv("TMPDIR", aside)
	t.Setenv("TMP", aside)
	f := &runFlags{horizon: 2, draws: 40, seed: 1, threshold: 10}
	f.scenario, f.reading, f.out, f.format = "ct-tip-council", serve.All, "-", string(report.PlainText)
	if err := f.check(); err != nil {
		t.Fatal(err)
	}
	talk = &bytes.Buffer{}
	a := &app{stdout: io.Discard, stderr: talk}
	e, err := a.openServed(f, []string{start})
	if err != nil {
		t.Fatal(err)
	}
	talk.Reset()
	up := (&uploads{flags: *f}).form(limit)
	up.Token = "right"
	pages, err := serve.New(e.offer, e, serve.Settings{Port: "8080", Upload: up,
		Log:   func(method, path string, status int) { a.talk("%s %s %d", method, path, status) },
		Fault: func(method, path string, stack []byte) { t.Errorf("%s %s\n%s", method, path, stack) }})
	if err != nil {
		t.Fatal(err)
	}
	return pages.Handler(), talk, aside
}

// uploaded sends a file by the form and is the answer.
func uploaded(t *testing.T, h http.Handler, link, name string, data []byte) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	err := form.WriteField("token", "right")
	if err != nil {
		t.Fatal(err)
	}
	to, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := to.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, link, &b)
	r.Host = "127.0.0.1:8080"
	r.Header.Set("Origin", "http://127.0.0.1:8080")
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// A file of the form, of whatever kind, is answered of as a page answers that was started with
// it, at the links that there were before, and withheld
// where it is not synthetic; nothing of it is left on the disk or in the log.
func TestServeUpload(t *testing.T) {
	start, other := small(t, 300, false), small(t, 500, false)
	plain, err := os.ReadFile(other)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	away := filepath.Join(t.TempDir(), "charges.reduced")
	done(t, "reduce", other, "--out", away, "--quiet")
	reduced, err := os.ReadFile(away)
	if err != nil {
		t.Fatal(err)
	}
	h, talk, aside := taking(t, 10<<20, start)
	_, _, before := read(t, h, "/?provisions=rec-1")
	e, want := page(t, 10, other)
	e.offer.Folders = false // of what is taken by the form no folder is known
	for _, x := range []struct {
		name, called string
		data         []byte
	}{{"charges.csv", "charges.csv", plain}, {"Lopez_Maria.csv.gz", "file-1.csv.gz", packed.Bytes()}, {`C:\cases\charges of 2016.csv`, "charges of 2016.csv", plain}, {"charges.reduced", "charges.csv", reduced}} {
		got := uploaded(t, h, "/upload?provisions=rec-1", x.name, x.data)
		if got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/data?provisions=rec-1" {
			t.Fatalf("%s: %d to %s %s", x.name, got.Code, got.Header().Get("Location"), got.Body)
		}
		for _, link := range []string{"/?provisions=rec-1", "/data", "/whatif?reading=literal&horizon=2"} {
			_, _, body := read(t, h, link)
			_, _, told := read(t, want, link)
			if bytes.Equal(body, before) || !strings.Contains(string(body), x.called) {
				t.Errorf("%s, %s: not of %s", x.name, link, x.called)
			}
			if strings.Contains(string(body), aside) || strings.Contains(string(body), "Lopez") || strings.Contains(string(body), uploadPrefix) {
				t.Errorf("%s, %s: the page has the name or the place of the file", x.name, link)
			}
			if at, to := ofOwn(string(body), x.called), ofOwn(string(told), "charges.csv"); at != to {
				t.Errorf("%s, %s: %s", x.name, link, firstDifference(to, at))
			}
		}
		empty(t, x.name, aside)
	}
	real, err := os.ReadFile(small(t, 250, true))
	if err != nil {
		t.Fatal(err)
	}
	if got := uploaded(t, h, "/upload?baseline=2015-12-31", "charges.csv", real); got.Code != http.StatusSeeOther || got.Header().Get("Location") != "/data" {
		t.Errorf("real charges: %d to %s", got.Code, got.Header().Get("Location"))
	}
	if code, _, body := read(t, h, "/?baseline=2015-12-31"); code != 400 || !strings.Contains(string(body), "pattern") {
		t.Errorf("real charges are not withheld: %d", code)
	}
	if said := talk.String(); strings.Contains(said, ".csv") || !strings.Contains(said, "POST /upload 303") {
		t.Errorf("the log has %s", said)
	}
}

// ofOwn is a page without what differs where its file has another name or came by a form.
func ofOwn(page, name string) string {
	page = regexp.MustCompile(`(?s)<section aria-labelledby="upload-title">.*?</section>\n`).ReplaceAllString(page, "")
	page = regexp.MustCompile(`sha256 [0-9a-f]{12}|[0-9,.]+ (bytes|KB|MB)`).ReplaceAllString(page, "SIZE")
	return strings.NewReplacer("'"+name+"'", "NAME", "&#39;"+name+"&#39;", "NAME", name, "NAME").Replace(page)
}

// empty tells of what lies in a folder.
func empty(t *testing.T, what, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("%s: %v is left in the folder for temporary files (%v)", what, left, err)
	}
}

// A file that cannot be read, or that has identifiers, is refused in words that show no value
// of it; the charges before stand, and nothing is left of it.
func TestServeUploadRefused(t *testing.T) {
	start := small(t, 300, false)
	b, err := os.ReadFile(start)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitN(string(b), "\n", 4) // mark, header, a row, the rest
	h, talk, aside := taking(t, 1<<20, start)
	_, _, before := read(t, h, "/data")
	names := lines[0] + "\n" + lines[1] + ",defendant_name\n" + lines[2] + ",Jane Canary\n"
	for _, x := range []struct {
		what, name, text string
		want             int
		says             string
	}{
		{"identifiers", "charges.csv", names, 422, "defendant_name"},
		{"a header alone", "charges.csv", lines[1] + "\n", 422, ""},
		{"nothing", "charges.csv", "", 422, "charges.csv"},
		{"no charges", "Lopez_Maria.csv", "a,b\n1,Canary\n", 422, "file-1.csv"},
		{"damaged Parquet", "charges.parquet", "PAR1 Canary", 422, "charges.parquet"},
		{"damaged packing", "charges.csv.gz", "\x1f\x8b\x08Canary", 422, "charges.csv.gz"},
		{"damaged reduction", "charges.reduced", reducedMark + "Canary", 422, "damaged"},
		{"too large", "charges.csv", lines[1] + "\n" + strings.Repeat("x", 1<<20), 413, "larger"},
	} {
		got := uploaded(t, h, "/upload", x.name, []byte(x.text))
		body := got.Body.String()
		if got.Code != x.want || !strings.Contains(body, x.says) || strings.Contains(body, "Canary") || strings.Contains(body, "Lopez") || strings.Contains(body, aside) {
			t.Errorf("%s: %d, want %d, %s", x.what, got.Code, x.want, body)
		}
		linksOf(t, x.what, got.Body.Bytes())
		if _, _, after := read(t, h, "/data"); !bytes.Equal(after, before) {
			t.Errorf("%s: the charges before do not stand", x.what)
		}
		empty(t, x.what, aside)
	}
	free := border
	defer func() { border = free }()
	border = func(what string) error {
		if what == "putting aside" {
			return errors.New("no space left")
		}
		return nil
	}
	if got := uploaded(t, h, "/upload", "charges.csv", b); got.Code != 422 || !strings.Contains(got.Body.String(), "charges.csv: it cannot be put aside while it is read: no space left.") {
		t.Errorf("a full disk: %d %s", got.Code, got.Body)
	}
	empty(t, "a full disk", aside)
	if strings.Contains(talk.String(), "anary") || strings.Contains(talk.String(), "charges.") {
		t.Errorf("the log has %s", talk)
	}
}

// What a killed page left of a file is removed at the next start, and what a page that ends is
// reading is removed with it.
func TestServeUploadLeft(t *testing.T) {
	aside := t.TempDir()
	t.Setenv("TMPDIR", aside)
	t.Setenv("TMP", aside)
	old := filepath.Join(aside, uploadPrefix+"1", "file")
	if err := os.MkdirAll(old, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(old, "charges.csv"), []byte("Canary"), 0o600); err != nil {
		t.Fatal(err)
	}
	page(t, 10, small(t, 300, false))
	empty(t, "after the next start", aside)
	up := &uploads{}
	arrives, sends := io.Pipe()
	defer sends.Close()
	went := make(chan error)
	go func() {
		_, _, err := up.take(context.Background(), "charges.csv", arrives)
		went <- err
	}()
	if _, err := sends.Write([]byte("Canary")); err != nil { // it is being put aside
		t.Fatal(err)
	}
	up.end()
	empty(t, "at the end", aside)
	sends.CloseWithError(io.ErrUnexpectedEOF)
	if err := <-went; err == nil {
		t.Error("a file that is gone was read")
	}
	if _, _, err := up.take(context.Background(), "charges.csv", strings.NewReader("")); err == nil {
		t.Error("a file is taken after the end")
	}
	for args, want := range map[string]string{"--upload-limit 3": "--upload-limit", "--allow-upload --upload-limit much": "--upload-limit"} {
		if _, talk, code := command(append([]string{"serve"}, strings.Fields(args)...)...); code != exitWrong || !strings.Contains(talk, want) {
			t.Errorf("impact serve %s: exit %d, %s", args, code, talk)
		}
	}
}
