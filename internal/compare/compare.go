// Package compare holds two result folders against each other: which inputs, law,
// settings and figures differ. It reads what a run wrote and runs nothing.
package compare
