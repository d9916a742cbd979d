//go:build race

package main

// raced says that the race detector is in the program, whose shadow of the memory is
// several times as large as that which the program uses.
const raced = true
