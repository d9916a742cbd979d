// Package data holds the law, scenarios, column maps and sample that the
// program is shipped with.
package data

import "embed"

// FS is the shipped files, by their paths below this folder.
//
//go:embed law scenarios maps sample assumptions costs plans
var FS embed.FS
