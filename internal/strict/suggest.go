package strict

import (
	"fmt"
	"slices"
	"strings"
)

// Suggest is `; did you mean "x"?` for the known word nearest to a misspelt
// one, or the list of known words where none is near and they are few.
func Suggest(word string, known []string) string {
	if near := Nearest(word, known, 1); len(near) > 0 {
		return fmt.Sprintf("; did you mean %q?", near[0])
	}
	var once []string
	for _, k := range known {
		if strings.ContainsFunc(k, steers) || len(k) > 80 {
			k = fmt.Sprintf("%.80q", k)
		}
		if !slices.Contains(once, k) {
			once = append(once, k)
		}
	}
	if len(once) > 0 && len(once) <= 30 {
		return "; known here: " + strings.Join(once, ", ")
	}
	return ""
}

// Nearest returns up to n known words within a third of the word's length in
// edits, nearest first, equal ones in alphabetical order.
func Nearest(word string, known []string, n int) []string {
	type hit struct {
		word string
		far  int
	}
	var hits []hit
	limit := max(1, len(word)/3)
	for _, k := range known {
		if far := len(k) - len(word); max(far, -far) > limit {
			continue // each edit changes the length by one at most
		}
		if d := Edits(strings.ToLower(word), strings.ToLower(k)); d <= limit {
			hits = append(hits, hit{k, d})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		if a.far != b.far {
			return a.far - b.far
		}
		return strings.Compare(a.word, b.word)
	})
	var out []string
	for i := 0; i < len(hits) && i < n; i++ {
		out = append(out, hits[i].word)
	}
	return out
}

// Edits is the number of single-character insertions, deletions,
// substitutions and swaps of neighbours that turn a into b (Damerau's
// distance, restricted form).
func Edits(a, b string) int {
	var prev2, prev, cur []int
	prev = make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur = make([]int, len(b)+1)
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev = prev, cur
	}
	return prev[len(b)]
}
