package report

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
)

// A pack is many texts that are much alike, kept as their lines, each once. A place is
// the point and the reading under which the page shows a text.
type pack struct {
	Lines []string           `json:"lines"`
	Texts [][]int            `json:"texts"` // numbers of lines, each less the one before it
	At    map[string][][]int `json:"at"`    // by name, point and reading: the number of the text

	line, text map[string]int
}

func newPack() *pack {
	return &pack{At: map[string][][]int{}, line: map[string]int{}, text: map[string]int{}}
}

// put keeps a text under a name for the next reading of a point.
func (p *pack) put(name string, point int, text string) {
	n, ok := p.text[text]
	if !ok {
		n = len(p.Texts)
		p.text[text] = n
		p.Texts = append(p.Texts, p.numbers(text))
	}
	for len(p.At[name]) <= point {
		p.At[name] = append(p.At[name], nil)
	}
	p.At[name][point] = append(p.At[name][point], n)
}

func (p *pack) numbers(text string) []int {
	var out []int
	last := 0
	for l := range strings.SplitSeq(text, "\n") {
		n, ok := p.line[l]
		if !ok {
			n = len(p.Lines)
			p.line[l] = n
			p.Lines = append(p.Lines, l)
		}
		out = append(out, n-last)
		last = n
	}
	return out
}

// element is the pack as an element of the page that no browser runs: JSON, deflated,
// in base 64.
func (p *pack) element(id string) (string, error) {
	var plain, small bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetEscapeHTML(false)
	if err := e.Encode(p); err != nil {
		return "", err
	}
	z, err := flate.NewWriter(&small, flate.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := z.Write(plain.Bytes()); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	return fmt.Sprintf(`<script type="application/octet-stream" id="%s">%s</script>`, id, base64.StdEncoding.EncodeToString(small.Bytes())), nil
}
