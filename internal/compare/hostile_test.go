package compare

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"impact/internal/spoil"
)

// A result folder of which one file was damaged is refused by that file's name, or is told
// to be touched; a manifest that is read says what another reader finds in it.
func TestSpoiltFolder(t *testing.T) {
	whole := small().files()
	var names []string
	for name := range whole {
		names = append(names, name)
	}
	slices.Sort(names)
	var good [][]byte
	for _, name := range append(names, manifestName, manifestName, manifestName, manifestName) {
		good = append(good, append([]byte(name+"\x00"), whole[name].Data...))
	}
	words := []string{"\"", ",", "\n", ":", "{", "}", "[", "]", "null", "1e999", "\"../../etc/passwd\":\"x\",", "\"files\":{},", "\"program\":\"impact\",", "\x00", "\xff", "\\u0000", "=cmd", "withheld"}
	reference := small().read(t, "good")
	spoil.Run(t, spoil.Count(1000), good, words, func(data []byte) (bool, error) {
		name, text, _ := strings.Cut(string(data), "\x00")
		if whole[name] == nil {
			return false, nil
		}
		files := fstest.MapFS{}
		for n, f := range whole {
			files[n] = f
		}
		files[name] = &fstest.MapFile{Data: []byte(text)}
		f, err := Read("run", files)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "run") {
				return false, fmt.Errorf("the error does not name the folder: %v", err)
			}
			return false, nil
		}
		if name != manifestName && !bytes.Equal(files[name].Data, whole[name].Data) && !slices.Contains(f.Touched, name+" has been changed since the run") {
			return true, fmt.Errorf("%s was changed, and only %q is told", name, f.Touched)
		}
		var m map[string]any
		if err := json.Unmarshal(files[manifestName].Data, &m); err != nil {
			return true, fmt.Errorf("it is read, and encoding/json says: %w", err)
		}
		list, _ := m["files"].(map[string]any)
		for n := range list {
			if files[n] == nil && !slices.Contains(f.Touched, n+" is missing") {
				return true, fmt.Errorf("%q is missing, and only %q is told", n, f.Touched)
			}
		}
		c := Of(reference, f)
		if _, err := c.Document("", 3); err != nil {
			return true, err
		}
		return true, nil
	})
}
