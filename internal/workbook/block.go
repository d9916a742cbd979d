package workbook

// blocksAcross is how many blocks of three columns stand side by side.
const blocksAcross = 4

// boldly is how much wider bold letters are.
const boldly = 1.1

// A block is three columns under one head, with a row for each label.
type block struct {
	head  string
	under [3]cell   // the heads of its columns, or cells under the head
	rows  [][3]cell // by label
	more  []cell    // cells under the head that belong to the block: a constant
	place [2]int    // row of its column heads, first column: where it came to stand
}

// band lays blocks side by side, with the labels on their left, and says where each
// stands. The first head names the labels.
func (p *page) band(name string, labels []string, blocks []*block) {
	top := p.add(cell{name, "", look{part: group}})
	more := 0
	for _, x := range blocks {
		more = max(more, len(x.more))
	}
	for range more {
		p.add(cell{look: look{part: group}})
	}
	heads := p.add(cell{look: look{part: head}})
	p.rows[heads-1].height = 16
	for i, x := range blocks {
		col := 2 + 3*i
		x.place = [2]int{heads, col}
		p.rows[top-1].height = max(p.rows[top-1].height, 6+lineHeight*lines(x.head, p.widths[col-1]*3/boldly))
		p.set(top, col, cell{x.head, "", look{part: group}})
		p.merge(top, col, col+2)
		for k := range more {
			c := cell{look: look{part: group}}
			if k < len(x.more) {
				c = x.more[k]
			}
			p.set(top+1+k, col, c)
			p.merge(top+1+k, col, col+2)
		}
		for k, c := range x.under {
			p.set(heads, col+k, c)
		}
	}
	for i, l := range labels {
		row := p.add(cell{l, "", look{part: label}})
		p.rows[row-1].height = lines(l, p.widths[0]) * 13.5
		for n, x := range blocks {
			for k, c := range x.rows[i] {
				c.look.part = number
				p.set(row, 2+3*n+k, c)
			}
		}
	}
}

// heads3 are the heads of a block's columns.
func heads3(a, b, c string) [3]cell {
	return [3]cell{{a, "", look{part: headNumber}}, {b, "", look{part: headNumber}}, {c, "", look{part: headNumber}}}
}
