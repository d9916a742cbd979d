package ingest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"impact/internal/court"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
)

// many writes rows of a CSV file whose cells line gives.
func many(header string, rows int, line func(i int) string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for i := range rows {
		b.WriteString(line(i))
	}
	return b.String()
}

// The first texts of a column are counted one by one and the others together,
// whichever worker meets them.
func TestBatchesManyTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	file := text(many("statute,disposition,class", 20_000, func(i int) string {
		if r.IntN(9) == 0 {
			return "NA,none of this counts,\n"
		}
		return fmt.Sprintf("law %d,d%d,%d\n", r.IntN(30_000), r.IntN(900), r.IntN(15_000))
	}))
	l := usual
	l.sheet = 10_000
	for _, workers := range []int{1, 3} {
		agree(t, []File{file, file}, Options{Resolve: resolver{}}, workers, l)
	}
}

// Rows that are too long, and fields of several lines, lie across the borders of
// pieces of the usual size.
func TestBatchesLong(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	file := text(many("statute,court,note", 400, func(int) string {
		size := r.IntN(30_000)
		switch r.IntN(12) {
		case 0:
			return "53a-82,GA-1," + strings.Repeat("x", maxRow-20+r.IntN(40)) + "\n"
		case 1:
			return "53a-83,GA-2,\"" + strings.Repeat("line\n", 1+size/5) + "\"\n"
		case 2:
			return "53a-83,GA-2,\"" + strings.Repeat("line\r\n", maxQuoted/6+r.IntN(4)-2) + "\"\n"
		case 3:
			return "53a-84,\"GA" + strings.Repeat("\"\"", size) + "\",x\r\n"
		case 4:
			return "53a-85,\"open\n"
		}
		return "53a-86,GA-3," + strings.Repeat("y", size) + "\n"
	}))
	for _, workers := range []int{1, 3} {
		agree(t, []File{file}, Options{Resolve: resolver{}}, workers, usual)
		agree(t, []File{inMemory("x.csv.gz", []byte(gzipped(t, many("statute,court,note", 1, func(int) string { return "" })+"53a-82,a,b\n")))}, Options{Resolve: resolver{}}, workers, usual)
	}
	packed := gzipped(t, read100(t, file))
	agree(t, []File{inMemory("x.csv.gz", []byte(packed))}, Options{Resolve: resolver{}}, 2, usual)
}

// read100 is a whole file.
func read100(t testing.TB, f File) string {
	t.Helper()
	b, err := io.ReadAll(io.NewSectionReader(f.R, 0, f.Size))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Of values that give people away, the first row's first is told, wherever others
// are found at the same time.
func TestBatchesGuard(t *testing.T) {
	for seed := range 80 {
		r := rand.New(rand.NewPCG(uint64(seed), 3))
		shy := []string{"078-05-1120", "(860) 555-0100", "jane@example.org"}
		cell := func(plain string) string {
			if r.IntN(3000) == 0 {
				return shy[r.IntN(3)]
			}
			return plain
		}
		file := text(many("note,statute,case_id,court,free", 2000, func(i int) string {
			if r.IntN(50) == 0 {
				return cell("x") + "\n"
			}
			return strings.Join([]string{cell("n"), "53a-82", cell(fmt.Sprint(i)), cell("GA-1"), cell("")}, ",") + "\n"
		}))
		agree(t, []File{file, file}, Options{Resolve: resolver{}}, 1+r.IntN(4), limits{sheet: 1 + r.Int64N(3000), tail: 10, rows: 1 + r.IntN(300), texts: 50, long: 100})
	}
}

// breaking is a file that cannot be read beyond some byte.
type breaking struct {
	io.ReaderAt
	whole int64
}

func (b breaking) ReadAt(p []byte, off int64) (int, error) {
	if off >= b.whole {
		return 0, errors.New("the disk is gone")
	}
	if n := b.whole - off; int64(len(p)) > n {
		got, _ := b.ReaderAt.ReadAt(p[:n], off)
		return got, errors.New("the disk is gone")
	}
	return b.ReaderAt.ReadAt(p, off)
}

// A file that breaks off in the middle is the same error at the same line.
func TestBatchesBroken(t *testing.T) {
	for seed := range 120 {
		r := rand.New(rand.NewPCG(uint64(seed), 4))
		whole := []byte(messy(r, 3000, ""))
		if r.IntN(3) == 0 {
			whole = dress(t, r, string(whole))
		}
		f := inMemory("x.csv", whole)
		f.R = breaking{f.R, 5000 + r.Int64N(int64(len(whole)))}
		if r.IntN(4) == 0 {
			f.Size -= r.Int64N(f.Size)
			f.R = bytes.NewReader(whole[:r.IntN(len(whole))])
		}
		agreeAs(t, fmt.Sprintf("seed %d", seed), []File{f}, Options{Resolve: resolver{}}, 1+r.IntN(4), limits{sheet: 1 + r.Int64N(5000), tail: r.Int64N(100), rows: 50, texts: 40, long: 100})
	}
}

// A picky Learner takes some batches only.
type picky struct{ left *atomic.Int64 }

var errPicky = errors.New("enough")

func (picky) Learn(court.Field, uint32, *court.Charge) {}
func (p picky) Take(*court.Batch) error {
	if p.left.Add(-1) < 0 {
		return errPicky
	}
	return nil
}

// The error of a Learner stops the reading and is returned.
func TestBatchesLearnerFails(t *testing.T) {
	file := text(many("statute", 5000, func(int) string { return "53a-82\n" }))
	for _, workers := range []int{1, 3} {
		left := &atomic.Int64{}
		left.Store(7)
		_, err := readBatches([]File{file}, Options{Resolve: resolver{}}, workers, func(int) court.Learner { return picky{left} }, limits{sheet: 100, rows: 10, texts: 9})
		if !errors.Is(err, errPicky) {
			t.Errorf("%d workers: %v", workers, err)
		}
	}
}

// A context that is done stops the reading; its error is returned.
func TestBatchesStop(t *testing.T) {
	c, cancel := context.WithCancel(context.Background())
	file := text(many("statute", 5000, func(int) string { return "53a-82\n" }))
	var rows atomic.Int64
	o := Options{Resolve: resolver{}, Context: c, Progress: func(n, _ int64) {
		if rows.Add(n) > 1000 {
			cancel()
		}
	}}
	left := &atomic.Int64{}
	left.Store(1 << 40)
	_, err := readBatches([]File{file}, o, 3, func(int) court.Learner { return picky{left} }, limits{sheet: 100, rows: 10, texts: 9})
	if !errors.Is(err, context.Canceled) || rows.Load() > 4000 {
		t.Errorf("%v after %d rows", err, rows.Load())
	}
}

// Progress adds up to the rows, and to the bytes of the files.
func TestBatchesProgress(t *testing.T) {
	plain := many("statute,court", 3000, func(i int) string { return fmt.Sprintf("53a-82,GA-%d\n", i) })
	for name, f := range map[string]File{
		"plain": text(plain), "gzip": inMemory("x.csv.gz", []byte(gzipped(t, plain))), "Parquet": inMemory("x.parquet", small(t, nil)),
	} {
		var rows, size atomic.Int64
		o := Options{Resolve: resolver{}, Progress: func(r, b int64) { rows.Add(r); size.Add(b) }}
		left := &atomic.Int64{}
		left.Store(1 << 40)
		q, err := ReadBatches([]File{f}, o, 2, func(int) court.Learner { return picky{left} })
		if err != nil || rows.Load() != q.Read.Rows || size.Load() <= f.Size/4 || size.Load() > f.Size {
			t.Errorf("%s: %v, %d rows, %d bytes of %d", name, err, rows.Load(), size.Load(), f.Size)
		}
	}
}

// A lexicon tells apart whatever differs in a byte or in length.
func TestLexicon(t *testing.T) {
	var x lexicon
	x.reset()
	codes := map[string]uint32{}
	r := rand.New(rand.NewPCG(5, 1))
	for range 50_000 {
		b := make([]byte, r.IntN(40))
		for i := range b {
			b[i] = "ab\x00\xff"[r.IntN(4)]
		}
		buf := append(append([]byte("xy"), b...), "pqr"[:r.IntN(4)]...)
		k := keyOf(buf, 2, 2+len(b))
		code, ok := x.find(k, buf, 2, 2+len(b))
		want, known := codes[string(b)]
		if ok != known || ok && code != want {
			t.Fatalf("%q: code %d, %v; want %d, %v", b, code, ok, want, known)
		}
		if !ok {
			codes[string(b)] = x.add(k, b, 0, nil)
		}
	}
}

// The fast tests of ids say nothing that the slow ones deny.
func TestPlainID(t *testing.T) {
	const signs = "0189afAFzZ_~-. @\t\x00\x1f\x7f\x80\xe9n/u"
	r := rand.New(rand.NewPCG(6, 1))
	for range 200_000 {
		b := make([]byte, 1+r.IntN(24))
		for i := range b {
			b[i] = signs[r.IntN(len(signs))]
		}
		text, latin := toText(b)
		same := text == string(b) && !latin && !isMark(text)
		if plainID(b, wordsOf(b)) && (!same || !plainText(b)) {
			t.Fatalf("%q is not plain", b)
		}
		if simpleID(b) && !same {
			t.Fatalf("%q is not simple", b)
		}
	}
}

// A dictionary outlives the lexicon into which it was translated.
func TestBatchesLexiconAnew(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	ids, words, laws := field{name: "case_id", kind: arrow.BinaryTypes.String}, field{name: "disposition", kind: arrow.BinaryTypes.String}, field{name: "statute", kind: arrow.BinaryTypes.String}
	for range 4000 {
		ids.values = append(ids.values, []string{"NA", "unknown", "x y", "k"}[r.IntN(4)]+[]string{"", fmt.Sprint(r.IntN(300))}[r.IntN(2)])
		words.values = append(words.values, fmt.Sprintf("word %d", r.IntN(300)))
		laws.values = append(laws.values, fmt.Sprintf("53a-%d", r.IntN(300)))
	}
	for _, group := range []int64{4000, 700} {
		data := parquetOf(t, []field{ids, words, laws}, group, nil)
		agree(t, []File{inMemory("x.parquet", data)}, Options{Resolve: resolver{}}, 2, limits{rows: 20, texts: 50, long: 50})
	}
}

// A listener notes whether batches come with word of an order.
type listener struct {
	counter
	told, untold *atomic.Bool
}

func (l listener) Take(b *court.Batch) error {
	if b.Stand.Told {
		l.told.Store(true)
	} else {
		l.untold.Store(true)
	}
	return l.counter.Take(b)
}

// A file's index tells that its case ids follow each other from group to group, if it does and
// nothing else is read.
func TestBatchesAreToldOfTheOrder(t *testing.T) {
	sorted := []any{"a", "a", "b", "b", "c", "d"}
	within := []any{"b", "a", "b", "c", "c", "b"}
	number := []any{"1", "1", "2", "2", "3", "3"}
	laws := texts("statute", "53a-82", "53a-82", "53a-82", "53a-82", "53a-82", "53a-82")
	write := func(group int64, ids field, props ...parquet.WriterProperty) File {
		return inMemory("x.parquet", parquetOf(t, []field{ids, laws}, group, props))
	}
	file := write(2, texts("case_id", sorted...))
	for _, c := range []struct {
		name  string
		files []File
		o     Options
		told  bool
	}{
		{"sorted", []File{file}, Options{}, true},
		{"sorted but for the rows of a group", []File{write(3, texts("case_id", within...))}, Options{}, true},
		{"without a case", []File{write(2, texts("case_id", nil, nil, nil, nil, nil, nil))}, Options{}, false},
		{"unsorted", []File{write(2, texts("case_id", "b", "b", "a", "a", "c", "c"))}, Options{}, false},
		{"of one group", []File{write(6, texts("case_id", sorted...))}, Options{}, false},
		{"of numbers", []File{write(2, field{"case_id", arrow.PrimitiveTypes.Int64, number})}, Options{}, false},
		{"without an index", []File{write(2, texts("case_id", sorted...), parquet.WithStats(false))}, Options{}, false},
		{"of no cases", []File{write(2, texts("court", sorted...))}, Options{}, false},
		{"of two files", []File{file, file}, Options{}, false},
		{"by who trusts nothing", []File{file}, Options{Distrust: true}, false},
		{"of text", []File{text("case_id,statute\na,53a-82\nb,53a-82\n")}, Options{}, false},
	} {
		var rows atomic.Int64
		var told, untold atomic.Bool
		c.o.Resolve = resolver{}
		_, err := ReadBatches(c.files, c.o, 2, func(int) court.Learner { return listener{counter{&rows}, &told, &untold} })
		if err != nil || rows.Load() == 0 || told.Load() != c.told || untold.Load() == c.told {
			t.Errorf("%s: %v, %d rows, told %t and not told %t", c.name, err, rows.Load(), told.Load(), untold.Load())
		}
	}
}

// Bulk reading of packed numbers and levels gives what reading one by one gives.
func TestHybridBulk(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	for range 3000 {
		data := make([]byte, r.IntN(200))
		for i := range data {
			data[i] = byte(r.Uint32()) >> r.IntN(8)
		}
		width := uint(r.IntN(33))
		one, bulk := hybrid{data: data, width: width}, hybrid{data: data, width: width}
		for {
			part := make([]uint32, 1+r.IntN(70))
			err := bulk.fill(part)
			var want error
			for i := range part {
				var n uint32
				if n, want = one.next(); want != nil {
					break
				} else if err == nil && n != part[i] {
					t.Fatalf("width %d: %d, want %d", width, part[i], n)
				}
			}
			if err != want {
				t.Fatalf("width %d: %v, want %v", width, err, want)
			}
			if err != nil {
				break
			}
		}
	}
}

// What is scattered stands where the levels say.
func TestScatter(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	for range 2000 {
		n, dense := 1+r.IntN(300), r.IntN(5)
		set, want, list := make(bitset, 5), make([]uint32, n), make([]uint32, n)
		there := 0
		for i := range n {
			want[i] = 7
			if r.IntN(4) < dense {
				set.fill(i, i+1)
				list[there], want[i] = uint32(100+i), uint32(100+i)
				there++
			}
		}
		other := slices.Clone(list)
		scatterCodes(list, there, set, 7)
		scatter(other, there, set, 7)
		if !slices.Equal(list, want) || !slices.Equal(other, want) {
			t.Fatalf("%v and %v, want %v", list, other, want)
		}
	}
}
