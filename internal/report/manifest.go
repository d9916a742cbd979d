package report

import (
	"encoding/json"
	"io"
)

// A Manifest says what a run was made of: enough to make it again. It holds no
// clock, no host and no path.
type Manifest struct {
	Program  string            `json:"program"`
	Version  string            `json:"version"`
	Scenario Input             `json:"scenario"`
	Law      Input             `json:"law"`
	Map      *Input            `json:"map,omitempty"`
	Assumed  *Input            `json:"assumptions,omitempty"`
	Costs    *Input            `json:"costs,omitempty"`
	Data     []Input           `json:"data"`
	Settings Settings          `json:"settings"`
	Withheld *WithheldCells    `json:"withheld,omitempty"`
	Files    map[string]string `json:"files,omitempty"` // sha256 of every file of the folder
}

// An Input is a file that was read, by its base name and hash.
type Input struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
}

// Settings are the choices of a run.
type Settings struct {
	Readings   []string `json:"readings"`
	Provisions []string `json:"provisions"`
	Baseline   string   `json:"baseline"`
	Seed       uint64   `json:"seed"`
	Draws      int      `json:"draws"`
	Horizon    int      `json:"horizon"`
	Threshold  int      `json:"threshold"`
	Switches   bool     `json:"switches"`
	Assume     []string `json:"assume,omitempty"`          // dials that the analyst moved, "name=value"
	Years      string   `json:"years,omitempty"`           // of the record that a projection rests on; "" for all complete ones
	Allowed    []string `json:"allowed_columns,omitempty"` // look like identifiers, and were said to be none
	Answer     bool     `json:"engine_answer,omitempty"`   // the data are what an engine answered to impact sql reduce
	Arch       string   `json:"arch"`                      // the processor that the program was built for; the same bytes are promised on it
	LawFolder  string   `json:"law_folder,omitempty"`      // base name of the folder that the law was read from; "" for the built-in pack
}

// WriteJSON writes the manifest; the keys of its maps are in order.
func (m *Manifest) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(m)
}
