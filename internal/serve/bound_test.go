package serve

import (
	"fmt"
	"strings"
	"testing"

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
