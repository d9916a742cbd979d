package dialect_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"impact/internal/court"
	"impact/internal/dialect"
	"impact/internal/ingest"
	"impact/internal/spoil"
)

// A damaged answer of an engine is refused, or its docket holds the rows that its kinds
// say, counted by another reader.
func TestSpoiltAnswer(t *testing.T) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := append([][]string{dialect.Columns}, answerRows(coding(t))...)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	words := []string{",", "\n", "\"", "\x00", "9223372036854775807", "-1", "1e9", ".", "|", "000000001", "255", "99", "case", "kind", "\ufeff", "\xff"}
	spoil.Run(t, spoil.Count(1000), [][]byte{b.Bytes()}, words, tryAnswer)
}

func tryAnswer(data []byte) (bool, error) {
	d, err := answerOf(data)
	if err != nil {
		return false, nil
	}
	if err := d.Balance(); err != nil {
		return true, err
	}
	spell(d)
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
	if err != nil {
		return true, nil
	}
	var want int64
	for _, r := range all {
		if strings.TrimSpace(r[0]) == "5" && !strings.HasPrefix(strings.TrimSpace(r[3]), "no ") {
			n, _ := strconv.ParseInt(strings.TrimSpace(r[4]), 10, 64)
			want += n
		}
	}
	if kept := d.Kept().Rows; kept != want && strings.HasPrefix(string(data), strings.Join(dialect.Columns, ",")) {
		return true, fmt.Errorf("%d rows are kept of %d", kept, want)
	}
	return true, nil
}

// spell writes what a report writes of each signature; a value without a word panics.
func spell(d *court.Docket) {
	for i := range d.Signatures {
		s := &d.Signatures[i]
		_ = s.RecordClass.String() + s.Disposition.String() + s.Facts.Means.String()
		for _, side := range []court.Side{s.Charged, s.Final} {
			_ = side.Cite.String() + side.Inchoate.String() + side.Status.String()
		}
	}
}

// answerOf reads a file of answers as the program does.
func answerOf(data []byte) (*court.Docket, error) {
	a := dialect.NewAnswer()
	begun := false
	err := ingest.Texts(ingest.File{Name: "answer.csv", Size: int64(len(data)), R: bytes.NewReader(data)}, func(header, cells []string) error {
		if !begun {
			begun = true
			if err := a.Begin(header); err != nil {
				return err
			}
		}
		return a.Row(cells)
	})
	if err == nil && !begun {
		err = errors.New("no rows")
	}
	if err != nil {
		return nil, err
	}
	m, err := a.Meta()
	if err != nil {
		return nil, err
	}
	return a.Docket(m, frame, baseline)
}

// One cell at a time becomes what it should not be: many answers stay whole otherwise, and
// what they say must fit.
func TestForgedAnswer(t *testing.T) {
	whole := answerRows(coding(t))
	odd := []string{"", "0", "-1", "1", "2", "7", "255", "256", "65535", "99999", "9223372036854775807", "x", "000000001", "000000009", "000000001.", "2.0.1", "|", "no case", "nil"}
	accepted := 0
	for i := range whole {
		for j := range whole[i] {
			for _, to := range odd {
				rows := answerRows(coding(t))
				rows[i][j] = to
				d, err := taken(rows)
				if err != nil {
					continue
				}
				accepted++
				if err := d.Balance(); err != nil {
					t.Errorf("row %d, cell %d is %q: %v", i, j, to, err)
				}
				spell(d)
			}
		}
		kind := whole[i]
		if kind[1] != "kind" {
			continue
		}
		numbers := strings.Split(kind[3], ".")
		for j := range numbers {
			for _, to := range odd {
				rows := answerRows(coding(t))
				forged := append([]string{}, numbers...)
				forged[j] = to
				rows[i][3] = strings.Join(forged, ".")
				d, err := taken(rows)
				if err != nil {
					continue
				}
				spell(d)
			}
		}
	}
	t.Logf("%d accepted", accepted)
}
