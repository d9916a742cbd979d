package chart

import (
	"encoding/binary"
	"slices"
)

// subset is a TrueType font with the outlines of some glyphs only; the glyphs keep their numbers.
func subset(ttf []byte, keep []uint16) []byte {
	t := ttfTables(ttf)
	long := binary.BigEndian.Uint16(t["head"][50:]) == 1
	old := ttfOffsets(t["loca"], long)
	wanted := ttfClosure(keep, func(g uint16) []byte { return t["glyf"][old[g]:old[g+1]] })
	var glyf, loca []byte
	for g := range len(old) - 1 {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		if wanted[uint16(g)] {
			glyf = append(glyf, t["glyf"][old[g]:old[g+1]]...)
			glyf = append(glyf, make([]byte, -len(glyf)&3)...)
		}
	}
	t["loca"] = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	t["glyf"] = glyf
	t["head"] = slices.Clone(t["head"])
	binary.BigEndian.PutUint16(t["head"][50:], 1)
	return ttfFile(t)
}

func ttfTables(ttf []byte) map[string][]byte {
	out := map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		r := ttf[12+16*i:]
		at, n := binary.BigEndian.Uint32(r[8:]), binary.BigEndian.Uint32(r[12:])
		out[string(r[:4])] = ttf[at : at+n]
	}
	return out
}

func ttfOffsets(loca []byte, long bool) []uint32 {
	var out []uint32
	if long {
		for ; len(loca) >= 4; loca = loca[4:] {
			out = append(out, binary.BigEndian.Uint32(loca))
		}
		return out
	}
	for ; len(loca) >= 2; loca = loca[2:] {
		out = append(out, 2*uint32(binary.BigEndian.Uint16(loca)))
	}
	return out
}

// ttfClosure adds to the glyphs those they are made of.
func ttfClosure(keep []uint16, outline func(uint16) []byte) map[uint16]bool {
	out := map[uint16]bool{}
	todo := append([]uint16{0}, keep...)
	for len(todo) > 0 {
		g := todo[0]
		todo = todo[1:]
		if !out[g] {
			out[g] = true
			todo = append(todo, ttfParts(outline(g))...)
		}
	}
	return out
}

// ttfParts are the glyphs that a composite glyph is made of.
func ttfParts(glyph []byte) []uint16 {
	if len(glyph) < 10 || int16(binary.BigEndian.Uint16(glyph)) >= 0 {
		return nil
	}
	const words, scale, more, scales, matrix2 = 1, 8, 32, 64, 128
	var out []uint16
	for at := 10; ; {
		flags := binary.BigEndian.Uint16(glyph[at:])
		out = append(out, binary.BigEndian.Uint16(glyph[at+2:]))
		at += 6
		if flags&words != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&scales != 0:
			at += 4
		case flags&matrix2 != 0:
			at += 8
		}
		if flags&more == 0 {
			return out
		}
	}
}

// ttfFile puts together the tables that a PDF needs.
func ttfFile(t map[string][]byte) []byte {
	var names []string
	for _, n := range []string{"cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"} {
		if len(t[n]) > 0 {
			names = append(names, n)
		}
	}
	var head, body []byte
	head = append(head, 0, 1, 0, 0, 0, byte(len(names)), 0, 128, 0, 3, 0, byte(len(names)*16-128))
	for _, n := range names {
		head = append(head, n...)
		head = binary.BigEndian.AppendUint32(head, ttfSum(t[n]))
		head = binary.BigEndian.AppendUint32(head, uint32(12+16*len(names)+len(body)))
		head = binary.BigEndian.AppendUint32(head, uint32(len(t[n])))
		body = append(body, t[n]...)
		body = append(body, make([]byte, -len(body)&3)...)
	}
	return append(head, body...)
}

func ttfSum(data []byte) uint32 {
	var sum uint32
	for i := 0; i < len(data); i += 4 {
		var word [4]byte
		copy(word[:], data[i:])
		sum += binary.BigEndian.Uint32(word[:])
	}
	return sum
}
