package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"impact/internal/chart"
	"impact/internal/columnar"
	"impact/internal/report"

	"golang.org/x/sync/errgroup"
)

// A batchManifest says what the results of a batch rest on.
type batchManifest struct {
	batchKey
	Plan      string            `json:"plan"`
	Synthetic bool              `json:"synthetic"` // all charges are invented
	Jobs      int               `json:"jobs"`
	Failed    int               `json:"failed"`
	Draws     int               `json:"draws"`
	Horizon   int               `json:"horizon"`
	Arch      string            `json:"arch"`  // the processor that the program was built for
	Files     map[string]string `json:"files"` // sha256 of every file but this and the journal
}

// A batchWriter writes files of the results under names of their own until all are whole,
// and remembers their hashes.
type batchWriter struct {
	*batch
	store *store
	dir   string
	sums  map[string]string
}

// write writes the results of all jobs, in their order.
func (b *batch) write(dir string, s *store) error {
	w := &batchWriter{b, s, filepath.Clean(dir), map[string]string{}}
	if err := os.MkdirAll(filepath.Join(w.dir, "figures"), 0o777); err != nil {
		return err
	}
	defer underway.clears(func() { dropParts(w.dir) })()
	told := outcomes{metrics: b.figureMetrics()}
	var sums [2]string
	var g errgroup.Group
	g.Go(func() (err error) { sums[0], err = w.file("results.csv", w.resultsCSV); return err })
	g.Go(func() (err error) {
		sums[1], err = w.file("results.parquet", func(to io.Writer) error { return w.resultsParquet(to, &told) })
		return err
	})
	if err := g.Wait(); err != nil {
		return err
	}
	w.sums["results.csv"], w.sums["results.parquet"] = sums[0], sums[1]
	if err := w.keep("jobs.csv", w.jobsCSV); err != nil {
		return err
	}
	if err := w.figures(b.charts(&told)); err != nil {
		return err
	}
	m := batchManifest{batchKey: b.key(), Plan: b.plan.Name.Value, Synthetic: b.synthetic, Jobs: len(b.jobs), Failed: len(b.jobs) - s.done(),
		Draws: b.plan.DrawCount(), Horizon: b.plan.YearCount(), Arch: arch(), Files: w.sums}
	_, err := w.file(manifestName, func(to io.Writer) error {
		e := json.NewEncoder(to)
		e.SetIndent("", "  ")
		return e.Encode(m)
	})
	if err != nil {
		return err
	}
	return w.settle()
}

// settle puts the files that were written in their places. A manifest that would not be
// true of them meanwhile goes first: a folder with a manifest is whole.
func (w *batchWriter) settle() error {
	if err := border("renaming"); err != nil {
		return err
	}
	manifest := filepath.Join(w.dir, manifestName)
	old, _ := os.ReadFile(manifest)
	now, err := os.ReadFile(partOf(manifest))
	if err != nil {
		return err
	}
	if old != nil && !bytes.Equal(old, now) {
		if err := underway.do("dropping the manifest", func() error { return os.Remove(manifest) }); err != nil {
			return err
		}
	}
	for _, name := range append(slices.Sorted(maps.Keys(w.sums)), manifestName) {
		to := filepath.Join(w.dir, filepath.FromSlash(name))
		if err := underway.do("renaming "+name, func() error { return os.Rename(partOf(to), to) }); err != nil {
			return fmt.Errorf("%s: %w", name, bare(err))
		}
	}
	return syncFolder(w.dir)
}

// partOf is the name of a file of results until all are whole.
func partOf(name string) string {
	return filepath.Join(filepath.Dir(name), "."+filepath.Base(name)+".part")
}

// dropParts removes what a killed batch was writing.
func dropParts(dir string) {
	for _, d := range []string{dir, filepath.Join(dir, "figures")} {
		entries, _ := os.ReadDir(d)
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), ".") && strings.HasSuffix(e.Name(), ".part") {
				_ = os.Remove(filepath.Join(d, e.Name()))
			}
		}
	}
}

// file writes a file under the name that it has until all are whole, and is its hash.
func (w *batchWriter) file(name string, write func(io.Writer) error) (sum string, err error) {
	part := partOf(filepath.Join(w.dir, filepath.FromSlash(name)))
	var f *os.File
	err = underway.do("creating "+name, func() error {
		f, err = os.Create(part)
		return err
	})
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, bare(err))
	}
	h := sha256.New()
	buffer := bufio.NewWriterSize(io.MultiWriter(borderWriter{f, "writing " + name}, h), 1<<20)
	err = write(buffer)
	if err = errors.Join(err, buffer.Flush(), f.Sync(), f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("%s: %w", name, bare(err)), os.Remove(part))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// keep writes a file and keeps its hash for the manifest.
func (w *batchWriter) keep(name string, write func(io.Writer) error) error {
	sum, err := w.file(name, write)
	w.sums[name] = sum
	return err
}

// columns are those of the results.
func (b *batch) columns() []report.Column { return slices.Concat(b.jobColumns(), resultColumns) }

func (w *batchWriter) resultsCSV(to io.Writer) error {
	out := report.NewSafeCSV(to)
	var record []string
	for _, c := range w.columns() {
		record = append(record, c.Name)
	}
	if err := out.Write(record); err != nil {
		return err
	}
	for i := range w.jobs {
		lines, err := w.store.lines(i)
		if err != nil {
			return err
		}
		record = record[:0]
		for _, v := range w.jobValues(i) {
			record = append(record, report.Plain(v))
		}
		own := len(record)
		for _, line := range lines {
			if err := out.Write(append(record[:own], line...)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func (w *batchWriter) resultsParquet(to io.Writer, told *outcomes) error {
	kinds := map[report.Kind]columnar.Type{report.Text: columnar.String, report.Whole: columnar.Int64, report.Number: columnar.Float64}
	var cols []columnar.Column
	for _, c := range w.columns() {
		cols = append(cols, columnar.Column{Name: c.Name, Type: kinds[c.Kind]})
	}
	cols = append(cols, columnar.Column{Name: withheldColumn, Type: columnar.Bool})
	out, err := columnar.NewWriter(to, cols, map[string]string{"impact_table": "results"})
	if err != nil {
		return err
	}
	for i := range w.jobs {
		lines, err := w.store.lines(i)
		if err != nil {
			return err
		}
		row := w.jobValues(i)
		own := len(row)
		for _, line := range lines {
			row = row[:own]
			for n, text := range line {
				v, err := valueOf(n, text)
				if err != nil {
					return err
				}
				row = append(row, v)
			}
			told.take(i, row[own:])
			row = append(row, untold(row[own:]))
			if err := out.Row(row); err != nil {
				return err
			}
		}
	}
	return out.Close()
}

// untold makes null of what is withheld in a row, and reports whether anything is.
func untold(row []any) bool {
	hides := false
	for i, v := range row {
		if v == (report.Withheld{}) {
			row[i], hides = nil, true
		}
	}
	return hides
}

// valueOf is the value of a text of a column of results; nil where it is empty.
func valueOf(column int, text string) (any, error) {
	if text == "" {
		return nil, nil
	}
	if resultColumns[column].Kind == report.Number && text == report.Plain(report.Withheld{}) {
		return report.Withheld{}, nil
	}
	if resultColumns[column].Kind == report.Number {
		return strconv.ParseFloat(text, 64)
	}
	return text, nil
}

// jobsCSV lists the jobs with what came of them.
func (w *batchWriter) jobsCSV(to io.Writer) error {
	out := report.NewSafeCSV(to)
	var head []string
	for _, c := range w.jobColumns() {
		head = append(head, c.Name)
	}
	head = append(head, "draws", "horizon", "years", "status", "error", "settings_sha256")
	if err := out.Write(head); err != nil {
		return err
	}
	for i := range w.jobs {
		var row []string
		for _, v := range w.jobValues(i) {
			row = append(row, report.Plain(v))
		}
		row = append(row, strconv.Itoa(w.plan.DrawCount()), strconv.Itoa(w.plan.YearCount()), w.plan.Years.Value)
		h := sha256.New()
		for n, text := range row[1:] {
			fmt.Fprintf(h, "%q %q\n", head[n+1], text)
		}
		status, why := "done", w.store.failure(i)
		if why != "" {
			status = "failed"
		}
		if err := out.Write(append(row, status, why, hex.EncodeToString(h.Sum(nil)))); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// figures writes figures, and drops those of an earlier plan.
func (w *batchWriter) figures(figures []chart.Figure) error {
	for _, f := range figures {
		if err := w.keep("figures/"+f.Name+".svg", f.SVG); err != nil {
			return err
		}
		if err := w.keep("figures/"+f.Name+".png", func(to io.Writer) error { return f.PNG(to, figureDPI) }); err != nil {
			return err
		}
	}
	return nil
}
