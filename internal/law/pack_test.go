package law

import (
	"os"
	"testing"
)

// Every pack in data/law loads without a fault.
func TestPacksLoad(t *testing.T) {
	dirs, err := os.ReadDir("../../data/law")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		if !dir.IsDir() {
			continue
		}
		t.Run(dir.Name(), func(t *testing.T) {
			if _, err := LoadCode(os.DirFS("../../data"), "law/"+dir.Name()); err != nil {
				t.Error(err)
			}
		})
	}
}
