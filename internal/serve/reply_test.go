package serve

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
)

// Who takes packed bodies gets them packed, who does not gets the same bytes plain.
func TestPacked(t *testing.T) {
	h := idleServer(t, idle{}, Settings{})
	body := func(link, accept string) (packed bool, text []byte) {
		t.Helper()
		got := ask(h, func(r *http.Request) { r.Header["Accept-Encoding"] = []string{accept} }, link)
		var from io.Reader = got.Body
		if packed = got.Header.Get("Content-Encoding") == "gzip"; packed {
			z, err := gzip.NewReader(got.Body)
			if err != nil {
				t.Fatal(err)
			}
			from = z
		}
		text, err := io.ReadAll(from)
		if err != nil || got.StatusCode != http.StatusOK {
			t.Fatal(link, got.StatusCode, err)
		}
		return packed, text
	}
	for link, want := range map[string]string{"/methods": "</html>\n", "/style.css": style(), "/script.js": script} {
		_, plain := body(link, "")
		if !strings.HasSuffix(string(plain), want) {
			t.Errorf("%s ends otherwise than it should", link)
		}
		for accept, takes := range map[string]bool{"gzip": true, "deflate, GZIP;q=0.5, br": true, "br, *": false, "gzip;q=0": false, "gzip; q=0.000": false, "gzip;q=0.001": true, "x-gzip": false} {
			if packed, text := body(link, accept); packed != takes || !bytes.Equal(text, plain) {
				t.Errorf("%s, asked with %q: packed %v, %d bytes of %d", link, accept, packed, len(text), len(plain))
			}
		}
	}
}

// A page is kept at what it takes packed, and what does not become smaller is left as it is.
func TestPackedCost(t *testing.T) {
	page := reply{kind: "text/html; charset=utf-8", body: bytes.Repeat([]byte("<td class=\"n\">12</td>\n"), 5000)}
	if got := page.packed(); got.bytes()*10 > page.bytes() || !got.gzip || got.packed().bytes() != got.bytes() {
		t.Errorf("%d bytes of %d", got.bytes(), page.bytes())
	}
	for _, x := range []reply{{kind: kinds[".png"], body: page.body}, {kind: kinds[".html"], body: []byte("short")}, {kind: kinds[".html"], to: "/"}} {
		if got := x.packed(); got.gzip || !bytes.Equal(got.body, x.body) {
			t.Errorf("%s of %d bytes is packed", x.kind, len(x.body))
		}
	}
}
