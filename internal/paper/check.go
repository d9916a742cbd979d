package paper

import (
	"bytes"
	"fmt"
	"image/png"
	"regexp"
	"strings"
	"time"
)

// maxLevel is the deepest level of a Heading.
const maxLevel = 4

var (
	anchorForm  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_.-]*$`)
	pictureForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)
	urlForm     = regexp.MustCompile(`^(https?://|mailto:)[!#-;=?-~]+$`) // without blanks, quotes and angle brackets
)

// check reports the first thing of a document that no writer can write well.
func (d *Document) check() error {
	if oneLine(d.Title) == "" {
		return fmt.Errorf("the document has no title; a line of text would be right")
	}
	if d.Prefix != "" && !anchorForm.MatchString(d.Prefix) {
		return fmt.Errorf("prefix %q is not of the form of an id; letters, digits, - and _ would be right", d.Prefix)
	}
	if _, err := time.Parse(time.RFC3339, d.Created); d.Created != "" && err != nil {
		return fmt.Errorf("created: %q is no date; one such as 2017-01-01T00:00:00Z would be right", d.Created)
	}
	anchors, err := d.anchors()
	if err != nil {
		return err
	}
	for _, b := range d.Blocks {
		switch b := b.(type) {
		case Table:
			err = b.check()
		case Picture:
			err = b.check()
		}
		if err != nil {
			return err
		}
	}
	d.each(func(runs []Run) {
		if err == nil {
			err = checkRuns(runs, anchors, false)
		}
	})
	return err
}

// anchors are the ids of the headings, in a set. A heading without text, out of range,
// more than one level below the one before, or with an id that another has is an error.
func (d *Document) anchors() (map[string]bool, error) {
	ids, level := map[string]bool{}, 0
	for _, b := range d.Blocks {
		h, ok := b.(Heading)
		if !ok {
			continue
		}
		switch {
		case oneLine(h.Text) == "":
			return nil, fmt.Errorf("heading %q has no text; a line of text would be right", h.ID)
		case h.Level < 1 || h.Level > maxLevel:
			return nil, fmt.Errorf("heading %q is of level %d; 1 to %d would be right", h.Text, h.Level, maxLevel)
		case h.Level > level+1:
			return nil, fmt.Errorf("heading %q is of level %d; at most %d would be right here", h.Text, h.Level, level+1)
		case h.ID != "" && !anchorForm.MatchString(h.ID):
			return nil, fmt.Errorf("heading %q: id %q; letters, digits, -, _ and . would be right", h.Text, h.ID)
		case h.ID != "" && ids[h.ID]:
			return nil, fmt.Errorf("heading %q: id %q is another heading's; one of its own would be right", h.Text, h.ID)
		}
		level = h.Level
		if h.ID != "" {
			ids[h.ID] = true
		}
	}
	return ids, nil
}

func (t Table) check() error {
	if len(t.Columns) == 0 {
		return fmt.Errorf("table %q has no columns; at least one would be right", t.Caption)
	}
	if t.label() == "" {
		return fmt.Errorf("a table has neither caption nor heads; a caption would be right")
	}
	for _, c := range t.Columns {
		if !(c.Width >= 0 && c.Width < 1e6) {
			return fmt.Errorf("table %q: column %q has a width of %g; a small number above 0, or 0 for 1, would be right", t.Caption, c.Head, c.Width)
		}
	}
	for i, r := range t.Rows {
		want := len(t.Columns)
		if r.Group {
			want = 1
		}
		if len(r.Cells) != want {
			return fmt.Errorf("table %q: row %d has %d cells; %d would be right", t.Caption, i+1, len(r.Cells), want)
		}
		if r.Group && strings.TrimSpace(plain(r.Cells[0])) == "" {
			return fmt.Errorf("table %q: row %d heads a group and has no text; a line of text would be right", t.Caption, i+1)
		}
	}
	return nil
}

func (p Picture) check() error {
	switch {
	case !pictureForm.MatchString(p.Name):
		return fmt.Errorf("picture %q: its name is no file's; letters, digits, -, _ and . would be right", p.Name)
	case oneLine(p.Alt) == "":
		return fmt.Errorf("picture %s has no alternative text; a sentence that says what it shows would be right", p.Name)
	case p.SVG != "" && !strings.HasPrefix(p.SVG, "<svg"):
		return fmt.Errorf("picture %s: its SVG does not begin with <svg; one without XML declaration would be right", p.Name)
	case !(p.Width >= 0 && p.Width < 1e3):
		return fmt.Errorf("picture %s is %g inches wide; a width on the page, or 0 for that of the text, would be right", p.Name, p.Width)
	}
	if size, err := png.DecodeConfig(bytes.NewReader(p.PNG)); err != nil || size.Width == 0 || size.Height == 0 {
		return fmt.Errorf("picture %s is no PNG; the bytes of one would be right", p.Name)
	}
	return nil
}

func checkRuns(runs []Run, anchors map[string]bool, inNote bool) error {
	for _, r := range runs {
		id, internal := strings.CutPrefix(r.Link, "#")
		switch {
		case internal && !anchors[id]:
			return fmt.Errorf("%q links to #%s; the id of a heading would be right", r.Text, id)
		case r.Link != "" && !internal && !urlForm.MatchString(r.Link):
			return fmt.Errorf("%q links to %q; a URL that begins with https://, http:// or mailto: would be right", r.Text, r.Link)
		case r.Note != nil && inNote:
			return fmt.Errorf("the note with %q has a note of its own; one note would be right", r.Text)
		}
		if err := checkRuns(r.Note, anchors, true); err != nil {
			return err
		}
	}
	return nil
}
