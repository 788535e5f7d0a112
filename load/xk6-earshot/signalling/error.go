package signalling

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Codes that are not the server's.
const (
	CodeTimeout  = "timeout"
	CodeProtocol = "protocol"
	CodeNetwork  = "network"
)

// Error is a refusal by the server with a code of its table, or a failure on the way with one of ours.
type Error struct {
	Code    string                     `json:"code"`
	Message string                     `json:"message"`
	Details map[string]json.RawMessage `json:"details,omitempty"`
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Code, e.Message) }

// CodeOf returns an error's code; one without is "timeout" when time was up, else "network".
func CodeOf(err error) string {
	var coded *Error
	if errors.As(err, &coded) {
		return coded.Code
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return CodeTimeout
	}
	return CodeNetwork
}

func networkError(err error) *Error {
	return &Error{Code: CodeNetwork, Message: err.Error()}
}

func protocolError(message string) *Error {
	return &Error{Code: CodeProtocol, Message: message}
}
