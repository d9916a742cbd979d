package strict

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// A file that grows when it is read is refused, with its place, soon and in little memory.
func TestBombs(t *testing.T) {
	lols := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for i := byte('b'); i < 'k'; i++ {
		one := "*" + string(i-1)
		lols += string(i) + ": &" + string(i) + " [" + strings.Repeat(one+",", 8) + one + "]\n"
	}
	deep := func(n int, open, end string) string {
		return "texts: " + strings.Repeat(open, n) + strings.Repeat(end, n) + "\n"
	}
	for name, text := range map[string]string{
		"aliases of aliases":  lols,
		"an anchor in itself": "texts: &a {a: *a}\n",
		"a list in itself":    "few: &a [*a]\n",
		"a merge of itself":   "texts: &a {<<: *a}\n",
		"lists in lists":      deep(100_000, "[", "]"),
		"mappings in each":    deep(100_000, "{a: ", "}"),
		"not closed":          deep(100_000, "[", ""),
		"blocks in blocks":    "texts:\n" + blocks(2000),
		"dashes":              "few: " + strings.Repeat("- ", 100_000) + "x\n",
		"many keys":           "texts: {" + strings.Repeat("a: b, ", 100_000) + "}\n",
		"different keys":      "texts:\n" + manyKeys(25_000) + "oops: 1\n",
		"keys, all of them":   "texts:\n" + manyKeys(5000) + "oops: 1\n",
		"many unknown keys":   manyKeys(5000),
		"a long text":         "kind: " + strings.Repeat("x", 1<<20) + "\n",
		"a huge number":       "count: " + strings.Repeat("9", 1<<16) + "\n",
		"a huge exponent":     "count: 1e999999999\n",
		"a bounded exponent":  "small: 1e999999999\n",
		"many bytes":          strings.Repeat("# x\n", 1<<20) + "kind: red\n",
		"a small exponent":    "count: 1e-999999999\n",
		"a hex number":        "small: 0x" + strings.Repeat("f", 1<<12) + "\n",
		"binary":              "count: !!binary " + strings.Repeat("A", 1<<16) + "\n",
		"a NUL byte":          "kind: \x00\n",
		"bad UTF-8":           "kind: \xc0\xaf\xed\xa0\x80\n",
		"UTF-16":              "\xff\xfek\x00i\x00n\x00d\x00",
		"a tag of a type":     "kind: !!python/object:os.system x\n",
		"an escape":           "texts: {a: \"\\e[31mred\"}\n",
		"text turned round":   "texts: {a: \"\\u202etext\"}\n",
		"a key that steers":   "texts: {\"\\x9b31m\": a}\n",
		"a key with a tag":    "!!binary kind: red\n",
		"many documents":      strings.Repeat("---\nkind: red\n", 10_000),
		"directives":          strings.Repeat("%TAG ! x\n", 10_000) + "---\nkind: red\n",
		"comments":            strings.Repeat("# x\n", 200_000) + "oops: 1\n",
	} {
		t.Run(name, func(t *testing.T) {
			begun := time.Now()
			watch := time.AfterFunc(10*time.Second, func() { panic(name + " takes longer than 10 s") })
			defer watch.Stop()
			err := Decode("x.yaml", []byte(text), &wide{})
			var faults Faults
			if !errors.As(err, &faults) || faults[0].File != "x.yaml" || faults[0].Line < 1 {
				t.Errorf("%T %.300v; faults with their places were wanted", err, err)
			}
			t.Logf("%v, %d faults: %.200v", time.Since(begun), len(faults), err)
		})
	}
}

func blocks(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i+1) + "a:\n")
	}
	return b.String()
}

func manyKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("  k" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("y", i/26%100) + strings.Repeat("z", i/2600) + ": 1\n")
	}
	return b.String()
}
