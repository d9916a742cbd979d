package serve

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"impact/internal/paper"
)

// However many different links are asked for, what is kept stays within its bound, and what
// is being made is kept no longer than it is made.
func TestBound(t *testing.T) {
	e := idle{func() (*paper.Document, error) {
		return &paper.Document{Title: strings.Repeat("told ", 200)}, nil
	}}
	const limit = 64 << 10
	s, err := New(offerOf(), e, Settings{Port: "8080", Keep: limit})
	if err != nil {
		t.Fatal(err)
	}
	h, pages := s.Handler(), s.now.Load().pages
	most := 0
	for i := range 1500 {
		if got := ask(h, nil, fmt.Sprintf("/case?statute=%d", i)); got.StatusCode != 200 {
			t.Fatalf("%d: %d", i, got.StatusCode)
		}
		sum := int64(0)
		for at := pages.recent.Front(); at != nil; at = at.Next() {
			sum += at.Value.(*held[reply]).cost
		}
		if sum != pages.used || sum > limit || len(pages.byKey) != pages.recent.Len() || len(pages.making) > 0 {
			t.Fatalf("%d: %d bytes are kept, %d are counted, the bound is %d; %d keys of %d pages, %d being made",
				i, sum, pages.used, limit, len(pages.byKey), pages.recent.Len(), len(pages.making))
		}
		most = max(most, pages.recent.Len())
	}
	if most < 2 {
		t.Errorf("%d pages are kept at most", most)
	}
}

// What is kept no more is told, each once, and what is kept is not.
func TestKeptTellsWhatIsDropped(t *testing.T) {
	var gone []int
	k := NewKept(3, func(n int) int64 { return int64(n) })
	k.Dropped = func(n int) { gone = append(gone, n) }
	for _, n := range []int{1, 2, 1, 3, 2} {
		if got, err := k.Get(t.Context(), string(rune('a'+n)), func() (int, error) { return n, nil }); got != n || err != nil {
			t.Fatal(n, got, err)
		}
	}
	if want := []int{2, 1, 3}; !slices.Equal(gone, want) {
		t.Errorf("%v were dropped, want %v", gone, want)
	}
}

// Nothing is counted ahead while somebody is answered.
func TestQuiet(t *testing.T) {
	l := newLine(1, 1)
	leave, err := l.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	told := make(chan bool)
	go func() { told <- l.quiet(ctx) }()
	stop()
	if <-told {
		t.Error("it is said to be quiet while one works")
	}
	go func() { told <- l.quiet(t.Context()) }()
	leave()
	if !<-told {
		t.Error("it is not said to be quiet when nobody works")
	}
}

// Where a crowd has come lately it is not quiet, for the next one is about to come; few are
// none, nor are those who came before.
func TestCrowded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(2, crowd)
		for came := 1; came <= crowd; came++ {
			leave, err := l.enter(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			leave()
			if got, want := l.crowded(), came == crowd; got != want {
				t.Errorf("%d came lately: a crowd %v, want %v", came, got, want)
			}
		}
		time.Sleep(while)
		synctest.Wait()
		if l.crowded() {
			t.Error("who came before is said to have come lately")
		}
	})
}
