package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// A folderKind is what wrote a folder.
type folderKind int

const (
	otherFolder folderKind = iota
	runFolder
	batchFolder
)

// kindOfFolder tells by its journal or its manifest what wrote a folder.
func kindOfFolder(dir string) folderKind {
	tree, err := openFolder(dir, mostWritten)
	if err != nil {
		return otherFolder
	}
	defer tree.close()
	if b, err := tree.ReadFile(manifestName); err == nil {
		var m struct {
			Program  string
			Jobs     *int
			Settings *struct{}
		}
		switch {
		case json.Unmarshal(b, &m) != nil || m.Program != "impact":
		case m.Jobs != nil:
			return batchFolder
		case m.Settings != nil:
			return runFolder
		}
	}
	if f, err := tree.Open(journalName); err == nil {
		defer f.Close()
		mark := make([]byte, len(journalMark))
		if n, _ := f.Read(mark); strings.HasPrefix(journalMark, string(mark[:n])) && n > 0 {
			return batchFolder
		}
	}
	return otherFolder
}

// folderInstead says of a folder that stands where something else is meant what it is and
// which command takes it; "" where it is none of the program's.
func folderInstead(dir string) string {
	switch kindOfFolder(dir) {
	case runFolder:
		return fmt.Sprintf("a result folder of impact run, which impact report %s and impact compare take", dir)
	case batchFolder:
		return fmt.Sprintf("the folder of a batch, with which impact batch PLAN --out %s goes on; its results.csv and results.parquet hold the figures", dir)
	}
	return ""
}
