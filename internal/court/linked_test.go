package court

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// What hangs together is what a union of sets finds, be it a path, a star, a tree or a heap, in
// memory or put aside.
func TestUnitsThatHangTogetherHaveOneRoot(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	unit := func(n int) id { return hash(fmt.Sprint(n)) }
	graphs := map[string][][2]int{"none": nil, "one": {{0, 1}}}
	for n := range 3000 {
		graphs["path"] = append(graphs["path"], [2]int{n, n + 1})
		graphs["star"] = append(graphs["star"], [2]int{0, n + 1})
		graphs["tree"] = append(graphs["tree"], [2]int{n / 2, n + 1})
		graphs["ring"] = append(graphs["ring"], [2]int{n, (n + 1) % 3000})
		graphs["pairs"] = append(graphs["pairs"], [2]int{2 * n, 2*n + 1})
		graphs["heap"] = append(graphs["heap"], [2]int{rng.IntN(4000), rng.IntN(4000)})
	}
	for name, edges := range graphs {
		for _, limit := range []int64{0, 1} {
			t.Run(fmt.Sprintf("%s, %d bytes", name, limit), func(t *testing.T) {
				var r Reducer
				if limit > 0 {
					r.Limit(limit, &memory{})
				}
				w, want, all := r.newWorker(), links{}, map[id]bool{}
				var x web
				spin := spinner{w: w, web: &x}
				for _, e := range edges {
					rows := []row{{caze: unit(e[0])}, {}, {caze: unit(e[1])}}
					if err := spin.bindAll(rows, caseOf); err != nil {
						t.Fatal(err)
					}
					if e[0] != e[1] {
						want.join(unit(e[0]), unit(e[1]))
						all[unit(e[0])], all[unit(e[1])] = true, true
					}
				}
				roots, err := r.roots(&x)
				if err != nil {
					t.Fatal(err)
				}
				for part := range parts {
					bonds, err := roots.part(w, part)
					if err != nil {
						t.Fatal(err)
					}
					for _, b := range bonds {
						if !all[b.at] || b.to != want.root(b.at) {
							t.Fatalf("a unit has root %v; %v would be right", b.to, want.root(b.at))
						}
						delete(all, b.at)
					}
				}
				if len(all) > 0 {
					t.Errorf("%d units have no root", len(all))
				}
				if err := r.pool.close(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}
