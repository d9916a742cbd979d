package report

import "math"

// packed are tables whose rows lie side by side and which hold equal cells once. Tables of the
// record are kept as long as a choice of provisions is, and have few different cells.
func packed(tables []Table) []Table {
	words, numbers, others := map[string]any{}, map[uint64]any{}, map[int64]any{}
	for n := range tables {
		t := &tables[n]
		cells := 0
		for _, row := range t.Rows {
			cells += len(row)
		}
		room := make([]any, 0, cells)
		for i, row := range t.Rows {
			from := len(room)
			for _, x := range row {
				switch v := x.(type) {
				case string:
					x = once(words, v, x)
				case float64:
					x = once(numbers, math.Float64bits(v), x)
				case int64:
					x = once(others, v, x)
				}
				room = append(room, x)
			}
			t.Rows[i] = room[from:len(room):len(room)]
		}
	}
	return tables
}

// once is the first cell that was equal to one.
func once[K comparable](known map[K]any, key K, cell any) any {
	if first, is := known[key]; is {
		return first
	}
	known[key] = cell
	return cell
}
