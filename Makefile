# make check is run before every commit; .ci/run runs its parts.

GOLANGCI = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: check format vet lint tidy test cross validate emulate fuzz

check: format vet lint tidy cross test

# Fails and lists the files if gofmt would change any.
format:
	@files=$$(gofmt -l .); if [ -n "$$files" ]; then echo "gofmt would change:"; echo "$$files"; exit 1; fi

vet:
	go vet ./...

lint:
	go run $(GOLANGCI) run ./...

# Fails if go.mod or go.sum would change.
tidy:
	go mod tidy -diff

# The portable parts must build everywhere.
cross:
	GOOS=darwin GOARCH=arm64 go build ./...
	GOOS=windows GOARCH=amd64 go build ./...
	GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go build ./...

test:
	go test ./...

# Real posteriors, against reference draws: see validation/.
validate:
	go run ./validation

# Other processors, where qemu-user-static is installed.
emulate:
	.ci/emulate

# A few minutes of fuzzing of each target.
fuzz:
	go test ./ir -run '^$$' -fuzz FuzzParse -fuzztime 2m
	go test ./fn -run '^$$' -fuzz FuzzPrograms -fuzztime 2m
	go test ./internal/compile -run '^$$' -fuzz FuzzBackends -fuzztime 2m
