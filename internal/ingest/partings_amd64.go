package ingest

import "golang.org/x/sys/cpu"

// quick is whether the machine can do what partings asks for; without it rows are cut
// one by one.
var quick = cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasPOPCNT

// partingsAVX2 is partings of that many blocks, the text and room for the places given by
// their first element.
//
//go:noescape
func partingsAVX2(text *byte, blocks int, delim uint64, base uint32, out *uint32) (done, n, lines, returns int)

// partings finds in text, block by block of blockSize bytes, where the delimiter or an LF
// stands: base is added to each place. It stops before a block that holds a quote or a
// NUL. It returns how many blocks are done, how many places are written to out, which
// must have room for one for every byte and partingsMargin more, how many of them are LFs,
// and how many CRs stand in the blocks.
func partings(text []byte, delim byte, base uint32, out []uint32) (done, n, lines, returns int) {
	blocks := len(text) / blockSize
	if blocks == 0 {
		return 0, 0, 0, 0
	}
	_ = out[blocks*blockSize+partingsMargin-1]
	return partingsAVX2(&text[0], blocks, uint64(delim), base, &out[0])
}
