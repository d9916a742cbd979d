package compare

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// manifestName is the file that makes a folder a result folder.
const manifestName = "manifest.json"

// A Folder is one result folder, read back.
type Folder struct {
	Name     string // as messages call it
	Manifest Manifest
	Tables   []Table // those that can be read, by name
	Touched  []string
}

// A Manifest is what a run says that it was made of.
type Manifest struct {
	Program, Version string
	Inputs           []Input   // scenario, law, data and whatever else was read
	Settings         []Setting // in the order of their names
	Files            map[string]string
}

// An Input is what was read in one part: the scenario, the law, the data.
type Input struct {
	Part  string
	Files []Source
}

// A Source is a file that was read, by its base name and hash.
type Source struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// A Setting is one choice of a run, as text.
type Setting struct{ Name, Value string }

// Read reads a result folder. Name is what messages call it. A folder that was changed
// after its run is read as it stands, and Touched says so.
func Read(name string, files fs.FS) (*Folder, error) {
	raw, err := fs.ReadFile(files, manifestName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no %s; a result folder of impact run would be right", name, manifestName)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	f := &Folder{Name: name}
	if f.Manifest, err = parseManifest(raw); err != nil {
		return nil, fmt.Errorf("%s/%s: %w", name, manifestName, err)
	}
	found, err := f.hash(files)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, p := range found {
		if !isTable(p) {
			continue
		}
		b, err := fs.ReadFile(files, p)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		t, err := parseTable(strings.TrimSuffix(path.Base(p), ".csv"), bytes.NewReader(b))
		if err != nil {
			return nil, fmt.Errorf("%s/%s: %w", name, p, err)
		}
		f.Tables = append(f.Tables, t)
	}
	if len(f.Tables) == 0 {
		return nil, fmt.Errorf("%s: no table in tables/; a result folder of impact run would be right", name)
	}
	return f, nil
}

// isTable reports whether a file of a result folder is a table that is read.
func isTable(name string) bool { return path.Dir(name) == "tables" && path.Ext(name) == ".csv" }

// hash holds every file against the manifest and returns the names of those that are there.
func (f *Folder) hash(files fs.FS) ([]string, error) {
	var found []string
	err := fs.WalkDir(files, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || p == manifestName {
			return err
		}
		found = append(found, p)
		if info, err := fs.Stat(files, p); isTable(p) && err == nil && info.Size() > mostBytes {
			return fmt.Errorf("%s: %d bytes; a table that impact run wrote, of %d at most, would be right", p, info.Size(), mostBytes)
		}
		want, ok := f.Manifest.Files[p]
		if !ok {
			f.Touched = append(f.Touched, p+" is not of the run")
			return nil
		}
		b, err := fs.ReadFile(files, p)
		if err != nil {
			return err
		}
		if sum := sha256.Sum256(b); hex.EncodeToString(sum[:]) != want {
			f.Touched = append(f.Touched, p+" has been changed since the run")
		}
		return nil
	})
	for p := range f.Manifest.Files {
		if !slices.Contains(found, p) {
			f.Touched = append(f.Touched, p+" is missing")
		}
	}
	slices.Sort(f.Touched)
	return found, err
}

// parts are the inputs that a manifest is known to name, in the order in which they are
// told; others follow by name.
var parts = []string{"data", "map", "scenario", "law", "assumptions", "costs"}

func parseManifest(raw []byte) (Manifest, error) {
	var m Manifest
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return m, fmt.Errorf("it cannot be read (%v); the manifest that impact run wrote would be right", err)
	}
	for _, x := range []struct {
		name string
		to   any
	}{{"program", &m.Program}, {"version", &m.Version}, {"files", &m.Files}} {
		if b, ok := all[x.name]; ok && json.Unmarshal(b, x.to) != nil {
			return m, fmt.Errorf("its %q is not as this program writes it; the manifest that impact run wrote would be right", x.name)
		}
		delete(all, x.name)
	}
	if m.Program != "impact" {
		return m, fmt.Errorf("its program is %q; a result folder of impact would be right", m.Program)
	}
	var settings map[string]json.RawMessage
	if err := json.Unmarshal(all["settings"], &settings); err != nil {
		return m, errors.New(`it has no "settings"; the manifest that impact run wrote would be right`)
	}
	delete(all, "settings")
	delete(all, "withheld") // it follows from the data and the threshold
	for name, b := range all {
		in, err := parseInput(b)
		if err != nil {
			return m, fmt.Errorf("its %q names no input; name, sha256 and bytes would be right", name)
		}
		if len(in) > 0 {
			m.Inputs = append(m.Inputs, Input{name, in})
		}
	}
	slices.SortFunc(m.Inputs, func(a, b Input) int {
		return cmp.Or(cmp.Compare(place(a.Part), place(b.Part)), strings.Compare(a.Part, b.Part))
	})
	for name, b := range settings {
		m.Settings = append(m.Settings, Setting{name, settingText(b)})
	}
	slices.SortFunc(m.Settings, func(a, b Setting) int { return strings.Compare(a.Name, b.Name) })
	return m, nil
}

func place(part string) int {
	if i := slices.Index(parts, part); i >= 0 {
		return i
	}
	return len(parts)
}

// parseInput reads one input or a list of them; null is none.
func parseInput(b json.RawMessage) ([]Source, error) {
	var many []Source
	if json.Unmarshal(b, &many) == nil {
		return many, nil
	}
	var one Source
	err := json.Unmarshal(b, &one)
	return []Source{one}, err
}

// settingText is a setting as people write it: lists with commas, the rest as it stands.
func settingText(b json.RawMessage) string {
	var list []string
	var text string
	switch {
	case json.Unmarshal(b, &list) == nil && list != nil:
		if len(list) == 0 {
			return "none"
		}
		return strings.Join(list, ", ")
	case json.Unmarshal(b, &text) == nil && !bytes.Equal(bytes.TrimSpace(b), []byte("null")):
		return text
	}
	var flat bytes.Buffer
	if json.Compact(&flat, b) != nil {
		return ""
	}
	return flat.String()
}

// Setting is a setting's value; "" where the run had none.
func (m *Manifest) Setting(name string) string {
	for _, s := range m.Settings {
		if s.Name == name {
			return s.Value
		}
	}
	return ""
}

// Input is what was read in one part; nothing where it was not.
func (m *Manifest) Input(part string) []Source {
	for _, in := range m.Inputs {
		if in.Part == part {
			return in.Files
		}
	}
	return nil
}

// readings are the readings that the run told of, in its order.
func (m *Manifest) readings() []string {
	text := m.Setting("readings")
	if text == "" || text == "none" {
		return nil
	}
	return strings.Split(text, ", ")
}

// table is a table by its name; nil where there is none.
func (f *Folder) table(name string) *Table {
	for i := range f.Tables {
		if f.Tables[i].Name == name {
			return &f.Tables[i]
		}
	}
	return nil
}
