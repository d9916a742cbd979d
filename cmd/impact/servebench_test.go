package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"impact/internal/report"
	"impact/internal/serve"
)

// BenchmarkWhatIf answers what-ifs on the sample that were not asked before, with 2,000
// draws: another assumption, and another choice of provisions.
func BenchmarkWhatIf(b *testing.B) {
	f := &runFlags{horizon: 6, draws: 2000, seed: 1, threshold: 10}
	f.scenario, f.reading, f.out, f.format = "ct-tip-council", serve.All, "-", string(report.PlainText)
	if err := f.check(); err != nil {
		b.Fatal(err)
	}
	a := &app{stdout: io.Discard, stderr: io.Discard}
	e, err := a.openServed(f, nil)
	if err != nil {
		b.Fatal(err)
	}
	pages, err := serve.New(e.offer, e, serve.Settings{Port: "8080"})
	if err != nil {
		b.Fatal(err)
	}
	h := pages.Handler()
	ask := func(b *testing.B, query string) {
		r := httptest.NewRequest(http.MethodGet, "/whatif"+query, nil)
		r.Host = "127.0.0.1:8080"
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != http.StatusOK {
			b.Fatal(query, w.Code)
		}
	}
	ask(b, "")
	n := 0
	b.Run("assumption", func(b *testing.B) {
		for b.Loop() {
			n++
			ask(b, fmt.Sprintf("?assume=share_served=%g", 0.5+float64(n)*1e-6))
		}
	})
	b.Run("provisions", func(b *testing.B) {
		for b.Loop() {
			n++
			e.stages = serve.NewKept(keptStages.of(e.memory), (*servedStage).bytes)
			e.plans = serve.NewKept(keptPlans.of(e.memory), (*plannedStage).bytes)
			ask(b, fmt.Sprintf("?provisions=rec-1,rec-3&assume=share_served=%g", 0.5+float64(n)*1e-6))
		}
	})
}
