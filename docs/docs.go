// Package docs holds the documents that the program shows.
package docs

import _ "embed"

// Methods is docs/methods.md.
//
//go:embed methods.md
var Methods []byte
