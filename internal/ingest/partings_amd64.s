#include "textflag.h"

// func partingsAVX2(text *byte, blocks int, delim uint64, base uint32, out *uint32) (done, n, lines, returns int)
//
// Of each block of 64 bytes: where in it the delimiter or LF stands, LFs and CRs
// counted. A block with a quote or a NUL ends it. See partings.
TEXT ·partingsAVX2(SB), NOSPLIT, $0-72
	MOVQ text+0(FP), SI
	MOVQ blocks+8(FP), CX
	MOVQ delim+16(FP), AX
	MOVL base+24(FP), R8
	MOVQ out+32(FP), DI
	MOVQ AX, X0
	VPBROADCASTB X0, Y0 // the delimiter
	MOVQ $0x0a, AX
	MOVQ AX, X1
	VPBROADCASTB X1, Y1 // LF
	MOVQ $0x0d, AX
	MOVQ AX, X2
	VPBROADCASTB X2, Y2 // CR
	MOVQ $0x22, AX
	MOVQ AX, X3
	VPBROADCASTB X3, Y3 // the quote
	VPXOR Y4, Y4, Y4 // NUL
	XORQ R9, R9   // blocks done
	XORQ R10, R10 // LFs
	XORQ R11, R11 // CRs
	MOVQ DI, R12

block:
	CMPQ R9, CX
	JGE  end
	VMOVDQU (SI), Y5
	VMOVDQU 32(SI), Y6

	VPCMPEQB Y3, Y5, Y7
	VPCMPEQB Y4, Y5, Y8
	VPCMPEQB Y3, Y6, Y9
	VPCMPEQB Y4, Y6, Y10
	VPOR Y7, Y8, Y7
	VPOR Y9, Y10, Y9
	VPOR Y7, Y9, Y7
	VPTEST Y7, Y7
	JNZ  end

	VPCMPEQB Y1, Y5, Y7
	VPCMPEQB Y1, Y6, Y8
	VPMOVMSKB Y7, AX
	VPMOVMSKB Y8, BX
	SHLQ $32, BX
	ORQ  BX, AX
	POPCNTQ AX, BX
	ADDQ BX, R10

	VPCMPEQB Y0, Y5, Y9
	VPCMPEQB Y0, Y6, Y10
	VPMOVMSKB Y9, BX
	VPMOVMSKB Y10, DX
	SHLQ $32, DX
	ORQ  DX, BX
	ORQ  AX, BX // what parts fields

	VPCMPEQB Y2, Y5, Y9
	VPCMPEQB Y2, Y6, Y10
	VPOR Y9, Y10, Y11
	VPTEST Y11, Y11
	JZ   places
	VPMOVMSKB Y9, AX
	VPMOVMSKB Y10, DX
	SHLQ $32, DX
	ORQ  DX, AX
	POPCNTQ AX, AX
	ADDQ AX, R11

places:
	POPCNTQ BX, R13
	LEAQ (DI)(R13*4), R14 // where the next block's begin

	// Twelve at once, more than there may be: what is too much is written over.
write:
	TZCNTQ BX, AX
	BLSRQ BX, BX
	ADDL R8, AX
	MOVL AX, (DI)
	TZCNTQ BX, DX
	BLSRQ BX, BX
	ADDL R8, DX
	MOVL DX, 4(DI)
	TZCNTQ BX, AX
	BLSRQ BX, BX
	ADDL R8, AX
	MOVL AX, 8(DI)
	TZCNTQ BX, DX
	BLSRQ BX, BX
	ADDL R8, DX
	MOVL DX, 12(DI)
	TZCNTQ BX, AX
	BLSRQ BX, BX
	ADDL R8, AX
	MOVL AX, 16(DI)
	TZCNTQ BX, DX
	BLSRQ BX, BX
	ADDL R8, DX
	MOVL DX, 20(DI)
	TZCNTQ BX, AX
	BLSRQ BX, BX
	ADDL R8, AX
	MOVL AX, 24(DI)
	TZCNTQ BX, DX
	BLSRQ BX, BX
	ADDL R8, DX
	MOVL DX, 28(DI)
	TZCNTQ BX, AX
	BLSRQ BX, BX
	ADDL R8, AX
	MOVL AX, 32(DI)
	TZCNTQ BX, DX
	BLSRQ BX, BX
	ADDL R8, DX
	MOVL DX, 36(DI)
	TZCNTQ BX, AX
	BLSRQ BX, BX
	ADDL R8, AX
	MOVL AX, 40(DI)
	TZCNTQ BX, DX
	BLSRQ BX, BX
	ADDL R8, DX
	MOVL DX, 44(DI)
	ADDQ $48, DI
	TESTQ BX, BX
	JNZ  write

	MOVQ R14, DI
	ADDQ $64, SI
	ADDL $64, R8
	INCQ R9
	JMP  block

end:
	VZEROUPPER
	SUBQ R12, DI
	SHRQ $2, DI
	MOVQ R9, done+40(FP)
	MOVQ DI, n+48(FP)
	MOVQ R10, lines+56(FP)
	MOVQ R11, returns+64(FP)
	RET
