package main

import (
	"errors"
	"fmt"
	"slices"

	"impact/internal/court"
	"impact/internal/dialect"
	"impact/internal/ingest"
	"impact/internal/report"
)

// origin names what a mapping of the study's charges rests on.
func (s *study) origin(mapIn *report.Input) dialect.Origin {
	o := dialect.Origin{Scenario: s.inputs[0].SHA256, Law: s.inputs[1].SHA256, Baseline: s.baseline.String(), Frame: dialect.Frame(s.frame())}
	if mapIn != nil {
		o.Map = mapIn.SHA256
	}
	return o
}

// answered makes the docket of what an engine answered to impact sql.
func (s *study) answered(files []ingest.File, mapIn *report.Input) (*court.Docket, *ingest.Quality, error) {
	a := dialect.NewAnswer()
	for _, f := range files {
		if err := readAnswer(a, f); err != nil {
			return nil, nil, err
		}
	}
	m, err := a.Meta()
	if err == nil {
		err = m.Same(s.origin(mapIn))
	}
	var docket *court.Docket
	if err == nil {
		docket, err = a.Docket(m, s.frame(), s.baseline)
	}
	switch {
	case errors.As(err, new(dialect.Refusal)):
		return nil, nil, refused{fmt.Errorf("%s: %w", fileNames(files), err)}
	case err != nil:
		return nil, nil, wrongf("%s: %v", fileNames(files), err)
	}
	q := &ingest.Quality{Synthetic: m.Synthetic, Present: m.Present}
	for _, name := range ingest.Columns() {
		if !slices.Contains(m.Present, name) {
			q.Absent = append(q.Absent, name)
		}
	}
	return docket, q, nil
}

func readAnswer(a *dialect.Answer, f ingest.File) error {
	begun := false
	err := ingest.Texts(f, func(header, cells []string) error {
		if !begun {
			begun = true
			if err := a.Begin(header); err != nil {
				return wrong{err}
			}
		}
		if err := a.Row(cells); err != nil {
			return wrong{err}
		}
		return nil
	})
	if err == nil && !begun {
		err = wrongf("%s: the answer has no rows; the whole result of an answer query would be right", f.Name)
	}
	return err
}
