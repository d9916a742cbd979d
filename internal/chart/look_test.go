package chart

import (
	"fmt"
	"testing"

	"gonum.org/v1/plot/vg"
)

// No two lines of a curve look alike, and all stand out from the paper.
func TestLooks(t *testing.T) {
	seen := map[string]int{}
	for i := range MostLooks {
		k := lookOf(i)
		name := fmt.Sprint(k.ink, k.corner, k.hollow, k.dash)
		if at, there := seen[name]; there {
			t.Errorf("lines %d and %d look alike", at, i)
		}
		seen[name] = i
		if c := contrast(k.ink); c < 3 {
			t.Errorf("line %d has a contrast of %.1f with the paper", i, c)
		}
		for j := range i { // without colours
			if o := lookOf(j); o.corner == k.corner && o.hollow == k.hollow {
				t.Errorf("lines %d and %d differ in colour alone", j, i)
			}
		}
	}
}

// The labels at the ends of lines stand in the plot and none lies over another, wherever
// the lines end.
func TestEndLabels(t *testing.T) {
	for n := 1; n <= MostLooks; n++ {
		for _, step := range []float64{0, 0.001, 1} {
			c := Curve{X: []float64{0, 1}, XText: []string{"0", "1"}, Level: "80 % interval"}
			for i := range n {
				v := step * float64(i%3)
				c.Lines = append(c.Lines, CurveLine{Name: "a scenario of a long name, and a reading", Points: []Span{Exact(v), Between(v-1, v, v+1)}})
			}
			const width = vg.Length(480)
			pl := c.plan(width)
			pl.plot = vg.Rectangle{Max: vg.Point{X: width, Y: c.height(width) - pl.key.height(width) - footRoom()}}
			pl.y = pl.y.on(0, pl.plot.Max.Y-headRoom)
			below := pl.plot.Max.Y + 0.01
			for _, e := range pl.endings(width) {
				if top := e.mid + e.tall/2; top > below {
					t.Errorf("%d lines %g apart: a label reaches up to %.1f, where only %.1f is free", n, step, top, below)
				}
				below = e.mid - e.tall/2
			}
			if below < -0.01 {
				t.Errorf("%d lines %g apart: a label reaches %.1f below the plot", n, step, -below)
			}
		}
	}
}
