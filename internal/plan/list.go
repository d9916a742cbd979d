package plan

import (
	"impact/internal/strict"

	"github.com/invopop/jsonschema"
	"go.yaml.in/yaml/v4"
)

// Texts is a list of texts; a text by itself is a list of one.
type Texts []strict.Text

// Values is a list of values; a value by itself is a list of one.
type Values []Value

// UnmarshalYAML reads a list, or a text by itself.
func (l *Texts) UnmarshalYAML(n *yaml.Node) (err error) {
	*l, err = listOf[strict.Text](n)
	return err
}

// UnmarshalYAML reads a list, or a value by itself.
func (l *Values) UnmarshalYAML(n *yaml.Node) (err error) {
	*l, err = listOf[Value](n)
	return err
}

func listOf[T any](n *yaml.Node) ([]T, error) {
	nodes := n.Content
	if n.Kind == yaml.ScalarNode {
		nodes = []*yaml.Node{n}
	}
	out := make([]T, len(nodes))
	for i, x := range nodes {
		if err := x.Decode(&out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// JSONSchema says that texts are a list of them, or one.
func (Texts) JSONSchema() *jsonschema.Schema { return listSchema("string") }

// JSONSchema says that values are a list of numbers and words, or one.
func (Values) JSONSchema() *jsonschema.Schema { return listSchema("number", "string") }

func listSchema(of ...string) *jsonschema.Schema {
	item := &jsonschema.Schema{Extras: map[string]any{"type": of}}
	if len(of) == 1 {
		item = &jsonschema.Schema{Type: of[0]}
	}
	return &jsonschema.Schema{Items: item, Extras: map[string]any{"type": append([]string{"array"}, of...)}}
}
