// Package strict reads YAML files in which nothing may be misspelt: every
// unknown key, wrong type and repeated key is a fault with its line and
// column, all faults of a file are told at once, and a number-like text such
// as "487.10" is never read through a number. The schema is generated from
// the Go structs that the file is read into.
package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/invopop/jsonschema"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// A Fault is one thing wrong in one file. Line and Column count from 1.
type Fault struct {
	File         string
	Line, Column int
	Message      string // what is wrong; what would be right
}

// Error writes the fault as file:line:column: message.
func (f Fault) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)
}

// Faults are all faults found, in the order of file, line and column.
type Faults []Fault

// mostFaults is how many faults are told: whoever has mended these sees the rest.
const mostFaults = 500

// Error lists the faults, one a line.
func (fs Faults) Error() string {
	lines := make([]string, min(len(fs), mostFaults))
	for i := range lines {
		lines[i] = fs[i].Error()
	}
	if len(fs) > mostFaults {
		lines = append(lines, "… and more")
	}
	return strings.Join(lines, "\n")
}

// shown is as much of a text as a message has room for.
func shown(text string) string {
	if len(text) <= 200 {
		return text
	}
	return strings.ToValidUTF8(text[:100], "") + "…"
}

// Sorted orders the faults by file, line, column and text, and drops repeats.
func (fs Faults) Sorted() Faults {
	slices.SortFunc(fs, func(a, b Fault) int {
		if n := strings.Compare(a.File, b.File); n != 0 {
			return n
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		if a.Column != b.Column {
			return a.Column - b.Column
		}
		return strings.Compare(a.Message, b.Message)
	})
	return slices.Compact(fs)
}

// Err is the faults as an error, or nil where there are none.
func (fs Faults) Err() error {
	if len(fs) == 0 {
		return nil
	}
	return fs.Sorted()
}

// A Pos is a place in a file, for faults found after decoding.
type Pos struct {
	File         string
	Line, Column int
}

// Fault makes a fault at the place.
func (p Pos) Fault(format string, args ...any) Fault {
	return Fault{p.File, p.Line, p.Column, fmt.Sprintf(format, args...)}
}

// Text is a scalar kept exactly as written, with its place.
type Text struct {
	Value string
	Pos   Pos
}

// UnmarshalYAML keeps the scalar's text and place.
func (t *Text) UnmarshalYAML(n *yaml.Node) error {
	t.Value, t.Pos = n.Value, Pos{Line: n.Line, Column: n.Column}
	return nil
}

// String is the scalar as written.
func (t Text) String() string { return t.Value }

// JSONSchema says that a Text is a string.
func (Text) JSONSchema() *jsonschema.Schema { return &jsonschema.Schema{Type: "string"} }

// Decode reads one YAML file into *into, a pointer to a struct with yaml tags
// and, for optional fields, `jsonschema:"…"` or `,omitempty` tags. name is used
// in messages. The error is a Faults with every fault, or nil. Positions of
// Text fields get name as their file.
func Decode(name string, data []byte, into any) error {
	faults, _, err := DecodeAll(name, data, into)
	if err != nil {
		return err
	}
	return faults.Err()
}

// DecodeAll is Decode for readers that have more to say: where the faults leave
// the shape of the file whole (a misspelt key, a missing one, a word that is not
// one of the known), it is read as far as it goes, and readable is true. err is
// a fault of the program, not of the file.
func DecodeAll(name string, data []byte, into any) (faults Faults, readable bool, err error) {
	return decode(name, data, into, compiled)
}

// DecodeSealed is DecodeAll for a file that the program carries in itself and that its
// tests hold to its schema: this is not made again and asked each time.
func DecodeSealed(name string, data []byte, into any) (faults Faults, readable bool, err error) {
	return decode(name, data, into, func(any) (*validator.Schema, error) { return nil, nil })
}

// decode reads a file that must fit the schema of what it is read into, if there is one.
func decode(name string, data []byte, into any, schemaOf func(any) (*validator.Schema, error)) (faults Faults, readable bool, err error) {
	defer func() {
		if p := recover(); p != nil { // of the library below: what it cannot read is no program's fault
			faults, readable, err = Faults{{name, 1, 1, fmt.Sprintf("not YAML that can be read: %v", p)}}, false, nil
		}
	}()
	root, err := parse(name, data)
	if err != nil {
		var bad Faults
		if errors.As(err, &bad) {
			return bad, false, nil
		}
		return nil, false, err
	}
	schema, err := schemaOf(into)
	if err != nil {
		return nil, false, err
	}
	faults, readable, err = fits(name, root, schema)
	if err != nil {
		return nil, false, err
	}
	if len(faults) > 0 && !readable {
		return faults.Sorted(), false, nil
	}
	if err := root.Decode(into); err != nil {
		return append(faults, decodeFaults(name, err)...).Sorted(), false, nil
	}
	setFile(reflect.ValueOf(into), name)
	return faults.Sorted(), true, nil
}

// fits holds a file to a schema, nil for none, and says whether it can be read.
func fits(name string, root *yaml.Node, schema *validator.Schema) (faults Faults, readable bool, err error) {
	faults = oddKeys(name, root, nil)
	if schema == nil {
		return faults, len(faults) == 0, nil
	}
	value, odd := plain(name, root)
	faults = append(faults, odd...)
	readable = len(faults) == 0
	var invalid *validator.ValidationError
	var found Faults
	if err := schema.Validate(value); errors.As(err, &invalid) {
		readable = readable && !misshapen(invalid)
		for _, e := range leaves(invalid) {
			found = append(found, explain(name, root, e, schema)...)
		}
		for _, f := range found {
			if !slices.ContainsFunc(odd, func(o Fault) bool { return o.Line == f.Line && o.Column == f.Column }) {
				faults = append(faults, f) // what is not read has no type
			}
		}
	} else if err != nil {
		return nil, false, err
	}
	return faults, readable, nil
}

// misshapen reports whether a validation error is of more than keys and words.
func misshapen(e *validator.ValidationError) bool {
	if len(e.Causes) > 0 {
		return slices.ContainsFunc(e.Causes, misshapen)
	}
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties, *kind.Required, *kind.Enum, *kind.Pattern:
		return false
	case *kind.Type: // a number where a text belongs is kept as written
		return len(k.Want) != 1 || k.Want[0] != "string" || k.Got == "null" || k.Got == "object" || k.Got == "array"
	}
	return true
}

// Also adds to faults of a file's shape those found by reading on. What reading
// on finds in the places of the former, or in no place, follows from them.
func (fs Faults) Also(found Faults) Faults {
	if len(fs) == 0 {
		return found
	}
	out := slices.Clone(fs)
	for _, f := range found {
		if f.Line > 0 && !slices.ContainsFunc(fs, func(o Fault) bool { return o.File == f.File && o.Line == f.Line && o.Column == f.Column }) {
			out = append(out, f)
		}
	}
	return out
}

// Schema is the JSON Schema of files that Decode reads into a value like v.
func Schema(v any, title string) ([]byte, error) {
	s := reflector().Reflect(v)
	s.Title = title
	return json.MarshalIndent(s, "", "  ")
}

func reflector() *jsonschema.Reflector {
	return &jsonschema.Reflector{FieldNameTag: "yaml", Anonymous: true, AllowAdditionalProperties: false}
}

// mostBytes is how long a file may be, far longer than any law or scenario is.
const mostBytes = 2 << 20

// parse reads the one document of the file and returns its top node.
func parse(name string, data []byte) (*yaml.Node, error) {
	if len(data) > mostBytes {
		return nil, Faults{{name, 1, 1, fmt.Sprintf("the file has %d bytes; %d at most would be right", len(data), mostBytes)}}
	}
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, Faults{{name, 1, 1, "the file is empty; a mapping of keys to values would be right"}}
		}
		return nil, Faults{syntaxFault(name, err)}
	}
	var more yaml.Node
	switch err := dec.Decode(&more); {
	case err == nil:
		return nil, Faults{{name, more.Line, more.Column, "a second document begins here; one document a file would be right"}}
	case !errors.Is(err, io.EOF):
		return nil, Faults{syntaxFault(name, err)}
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, Faults{{name, 1, 1, "the file is not a mapping of keys to values"}}
	}
	return doc.Content[0], crowded(name, doc.Content[0], 0)
}

// mostKeys is how many keys a mapping may have: the YAML library holds each against all
// others. mostDeep is how many lists and mappings may stand in each other, far more than
// any condition has.
const (
	mostKeys = 5000
	mostDeep = 100
)

// crowded finds a mapping that has more, and what stands deeper.
func crowded(name string, n *yaml.Node, deep int) error {
	if len(n.Content) > 0 {
		deep++
	}
	if deep > mostDeep {
		return Faults{{name, n.Line, n.Column, fmt.Sprintf("more than %d lists and mappings stand in each other here; %d at most would be right", mostDeep, mostDeep)}}
	}
	if n.Kind == yaml.MappingNode && len(n.Content) > 2*mostKeys {
		return Faults{{name, n.Line, n.Column, fmt.Sprintf("the mapping has %d keys; %d at most would be right", len(n.Content)/2, mostKeys)}}
	}
	for _, c := range n.Content {
		if err := crowded(name, c, deep); err != nil {
			return err
		}
	}
	return nil
}

// syntaxFault finds the line in the YAML library's message.
func syntaxFault(name string, err error) Fault {
	f := Fault{name, 1, 1, "not YAML: " + strings.ReplaceAll(err.Error(), "\n", " ")}
	var line, column int
	text := err.Error()
	for i := range text {
		if n, _ := fmt.Sscanf(text[i:], "line %d, column %d", &line, &column); n == 2 {
			f.Line, f.Column = line, column
			return f
		}
		if n, _ := fmt.Sscanf(text[i:], "line %d", &line); n == 1 {
			f.Line = line
			return f
		}
	}
	return f
}

// decodeFaults tells what the schema let pass and the Go types do not hold: a
// whole number too large, bytes that are no base64.
func decodeFaults(name string, err error) Faults {
	all := []*yaml.LoadError{}
	var many *yaml.LoadErrors
	var one *yaml.LoadError
	switch {
	case errors.As(err, &many):
		all = many.Errors
	case errors.As(err, &one):
		all = append(all, one)
	default:
		return Faults{syntaxFault(name, err)}
	}
	var out Faults
	for _, e := range all {
		out = append(out, Fault{name, max(1, e.Mark.Line), max(1, e.Mark.Column), strings.ReplaceAll(e.Message, "\n", " ")})
	}
	return out.Sorted()
}

// plain turns nodes into the values that a JSON Schema validator takes. Numbers
// and booleans keep their kind so that a text field can refuse them.
func plain(name string, n *yaml.Node) (any, Faults) {
	switch n.Kind {
	case yaml.MappingNode:
		m, faults := map[string]any{}, Faults(nil)
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, f := plain(name, n.Content[i+1])
			if k := n.Content[i]; k.Kind == yaml.ScalarNode && k.ShortTag() != "!!merge" {
				m[k.Value] = v
			}
			faults = append(faults, f...)
		}
		return m, faults
	case yaml.SequenceNode:
		list, faults := []any{}, Faults(nil)
		for _, c := range n.Content {
			v, f := plain(name, c)
			list = append(list, v)
			faults = append(faults, f...)
		}
		return list, faults
	case yaml.AliasNode:
		return nil, Faults{{name, n.Line, n.Column, "an alias (*name) is not read here; write the value out"}}
	}
	switch n.ShortTag() {
	case "!!int", "!!float":
		return json.Number(n.Value), nil
	case "!!bool":
		return strings.EqualFold(n.Value, "true"), nil
	case "!!null":
		return nil, nil
	}
	return n.Value, nil
}

// steers reports whether a character is not seen and steers terminals or the direction of
// writing.
func steers(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// oddKeys finds keys written twice in one mapping, and keys that are no words.
func oddKeys(name string, n *yaml.Node, faults Faults) Faults {
	seen := map[string]bool{}
	for i, c := range n.Content {
		if c.Style&yaml.TaggedStyle != 0 { // a key with a tag would be passed over in silence
			faults = append(faults, Fault{name, c.Line, c.Column, fmt.Sprintf("a tag (%s) is not read here; leave it out", shown(c.Tag))})
		}
		if at := strings.IndexFunc(c.Value, steers); at >= 0 && c.Kind == yaml.ScalarNode && utf8.RuneCountInString(c.Value) > 1 { // alone it may be a delimiter
			r, _ := utf8.DecodeRuneInString(c.Value[at:])
			faults = append(faults, Fault{name, c.Line, c.Column, fmt.Sprintf("the character %U stands in a text, which cannot be seen and steers what shows it; leave it out", r)})
		}
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			switch {
			case c.Kind != yaml.ScalarNode:
				faults = append(faults, Fault{name, c.Line, c.Column, "a key is one word; a list or a mapping stands here"})
			case c.ShortTag() == "!!merge":
				faults = append(faults, Fault{name, c.Line, c.Column, "a merge (<<) is not read here; write the keys out"})
			case seen[c.Value]:
				faults = append(faults, Fault{name, c.Line, c.Column, fmt.Sprintf("the key %q stands twice; once would be right", shown(c.Value))})
			}
			seen[c.Value] = true
		}
		faults = oddKeys(name, c, faults)
	}
	return faults
}

var schemas sync.Map // reflect.Type -> *validator.Schema

func compiled(v any) (*validator.Schema, error) {
	t := reflect.TypeOf(v)
	if s, ok := schemas.Load(t); ok {
		return s.(*validator.Schema), nil
	}
	text, err := Schema(v, "")
	if err != nil {
		return nil, err
	}
	doc, err := validator.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := validator.NewCompiler()
	if err := c.AddResource("mem:schema.json", doc); err != nil {
		return nil, err
	}
	s, err := c.Compile("mem:schema.json")
	if err != nil {
		return nil, err
	}
	schemas.Store(t, s)
	return s, nil
}

var english = message.NewPrinter(language.English)

// leaves are the validation errors that have no causes, of very many the first by place.
func leaves(e *validator.ValidationError) (out []*validator.ValidationError) {
	var walk func(*validator.ValidationError)
	walk = func(e *validator.ValidationError) {
		for _, c := range e.Causes {
			walk(c)
		}
		if len(e.Causes) == 0 {
			out = append(out, e)
		}
	}
	walk(e)
	if len(out) > mostFaults {
		at := func(e *validator.ValidationError) string { return strings.Join(e.InstanceLocation, "\x00") }
		slices.SortStableFunc(out, func(a, b *validator.ValidationError) int { return strings.Compare(at(a), at(b)) })
		out = out[:mostFaults]
	}
	return out
}

// explain turns a validation error without causes into faults.
func explain(name string, root *yaml.Node, e *validator.ValidationError, s *validator.Schema) (out Faults) {
	node := find(root, e.InstanceLocation)
	add := func(n *yaml.Node, format string, args ...any) {
		out = append(out, Fault{name, n.Line, n.Column, fmt.Sprintf(format, args...)})
	}
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		known := knownKeys(s, e.SchemaURL)
		odd := slices.Sorted(slices.Values(k.Properties))
		for _, p := range odd[:min(len(odd), mostFaults)] {
			add(key(node, p), "unknown key %q%s", shown(p), Suggest(shown(p), known))
		}
	case *kind.Required:
		for _, m := range k.Missing {
			add(node, "the key %q is missing here", m)
		}
	case *kind.Type:
		if (k.Got == "number" || k.Got == "integer" || k.Got == "boolean") && len(k.Want) == 1 && k.Want[0] == "string" {
			add(node, "%s is read as a %s, a text is wanted; quote it: %q", shown(node.Value), k.Got, shown(node.Value))
			return out
		}
		add(node, "a %s stands here, where a %s would be right", typeName(k.Got), typeName(strings.Join(k.Want, " or ")))
	case *kind.Pattern:
		if at := lookup(s, strings.TrimSuffix(e.SchemaURL, "/pattern"), map[*validator.Schema]bool{}); at != nil && at.Description != "" {
			add(node, "%q is not %s", shown(node.Value), at.Description)
			return out
		}
		add(node, "%s", e.ErrorKind.LocalizedString(english))
	case *kind.Enum:
		want := make([]string, len(k.Want))
		for i, w := range k.Want {
			want[i] = fmt.Sprint(w)
		}
		near := ""
		if len(Nearest(shown(node.Value), want, 1)) > 0 {
			near = Suggest(shown(node.Value), want)
		}
		add(node, "%q is not one of %s%s", shown(node.Value), strings.Join(want, ", "), near)
	case *kind.MinItems:
		add(node, "a list of %d stands here; at least %d would be right", k.Got, k.Want)
	case *kind.Minimum:
		add(node, "%s is less than %s", shown(node.Value), k.Want.RatString())
	case *kind.Maximum:
		add(node, "%s is more than %s", shown(node.Value), k.Want.RatString())
	default:
		add(node, "%s", e.ErrorKind.LocalizedString(english))
	}
	return out
}

func typeName(t string) string {
	return strings.NewReplacer("object", "mapping", "array", "list", "string", "text", "integer", "whole number", "null", "blank").Replace(t)
}

// find walks the instance location down from the root node.
func find(n *yaml.Node, path []string) *yaml.Node {
	for _, p := range path {
		switch n.Kind {
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				if n.Content[i].Value == p {
					n = n.Content[i+1]
					break
				}
			}
		case yaml.SequenceNode:
			var i int
			if _, err := fmt.Sscan(p, &i); err == nil && i < len(n.Content) {
				n = n.Content[i]
			}
		}
	}
	return n
}

// key is the node of a mapping's key.
func key(n *yaml.Node, name string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i]
		}
	}
	return n
}

// knownKeys are the property names at a place of the compiled schema.
func knownKeys(s *validator.Schema, url string) []string {
	at := lookup(s, url, map[*validator.Schema]bool{})
	if at == nil {
		return nil
	}
	var out []string
	for p := range at.Properties {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

func lookup(s *validator.Schema, url string, seen map[*validator.Schema]bool) *validator.Schema {
	if s == nil || seen[s] {
		return nil
	}
	seen[s] = true
	if s.Location == url {
		return s
	}
	next := []*validator.Schema{s.Ref, s.Items2020}
	if it, ok := s.Items.(*validator.Schema); ok {
		next = append(next, it)
	}
	if ap, ok := s.AdditionalProperties.(*validator.Schema); ok {
		next = append(next, ap)
	}
	for _, p := range s.Properties {
		next = append(next, p)
	}
	next = append(next, s.OneOf...)
	next = append(next, s.AnyOf...)
	for _, n := range next {
		if found := lookup(n, url, seen); found != nil {
			return found
		}
	}
	return nil
}

// setFile gives every Text below v its file's name.
func setFile(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			setFile(v.Elem(), name)
		}
	case reflect.Struct:
		if p, ok := place(v); ok {
			if p.Line > 0 {
				p.File = name
			}
			return
		}
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() || f.Anonymous && f.Type.Kind() == reflect.Struct {
				setFile(v.Field(i), name)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			setFile(v.Index(i), name)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			if e := v.MapIndex(k); e.Kind() == reflect.Pointer {
				setFile(e, name)
				continue
			}
			e := reflect.New(v.Type().Elem()).Elem() // map values are not addressable
			e.Set(v.MapIndex(k))
			setFile(e, name)
			v.SetMapIndex(k, e)
		}
	}
}

// place is the Pos that a value is, or that a Text bears.
func place(v reflect.Value) (*Pos, bool) {
	if !v.CanAddr() || !v.Addr().CanInterface() {
		return nil, false // an embedded struct of no exported name
	}
	switch p := v.Addr().Interface().(type) {
	case *Text:
		return &p.Pos, true
	case *Pos:
		return p, true
	}
	return nil, false
}
