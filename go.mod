module github.com/phlox-ppl/phlox

go 1.26

require (
	github.com/vbauerster/mpb/v8 v8.9.3
	golang.org/x/arch v0.30.0
	gonum.org/v1/gonum v0.17.0
)

require golang.org/x/sys v0.33.0 // indirect

require (
	github.com/VividCortex/ewma v1.2.0 // indirect
	github.com/acarl005/stripansi v0.0.0-20180116102854-5a71ef0e047d // indirect
	github.com/mattn/go-runewidth v0.0.16 // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	golang.org/x/term v0.32.0
)
