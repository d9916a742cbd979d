package assume

import (
	"math"
	"testing"
)

// Two fiscal notes of other states that print both the factors and the product.
func TestPublishedProducts(t *testing.T) {
	// Maine LD 813 (130th): twenty years more in prison at the average cost.
	maine := Cost{Item: Incarceration, Basis: Average, Dollars: 55203, Per: "person a year"}
	if got := maine.Of(20); got != 1104060 {
		t.Errorf("Maine: %v, the note has 1,104,060", got)
	}

	// Virginia: 1.44 beds at $22,606. The note prints $32,589, which is not the
	// product of the factors that it prints but of beds that round to 1.44.
	virginia := Cost{Item: Incarceration, Basis: Average, Dollars: 22606, Per: "person a year"}
	const printed = 32589.
	got := virginia.Of(1.44)
	if math.Abs(got-32552.64) > 1e-9 || math.Round(got) != 32553 {
		t.Errorf("Virginia: %v, the product is 32,552.64", got)
	}
	if math.Round(got) == printed {
		t.Error("Virginia: the product is what the note prints; it should differ")
	}
	beds := printed / virginia.Dollars
	if math.Abs(beds-1.44161) > 5e-6 || math.Round(100*beds)/100 != 1.44 {
		t.Errorf("Virginia: the note's dollars are those of %v beds, which do not round to 1.44", beds)
	}
	if low, high := virginia.Of(1.435), virginia.Of(1.445); printed < low || printed > high {
		t.Errorf("Virginia: %v is outside what beds of 1.44 allow, %v to %v", printed, low, high)
	}
}
