// Command k6 is k6 with the module "k6/x/earshot", by plain go build.
package main

import (
	"go.k6.io/k6/cmd"

	_ "earshot/xk6-earshot/k6module" // registers itself
)

func main() { cmd.Execute() }
