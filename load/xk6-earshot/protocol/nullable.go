package protocol

import "encoding/json"

// Nullable is a field that may be absent, null or a value, each with a meaning of its own.
type Nullable[T any] struct {
	// Present tells whether the field was there.
	Present bool
	// Value is nil where it was null.
	Value *T
}

// IsZero lets encoding/json leave an absent field out.
func (n Nullable[T]) IsZero() bool { return !n.Present }

// MarshalJSON implements json.Marshaler.
func (n Nullable[T]) MarshalJSON() ([]byte, error) { return json.Marshal(n.Value) }

// UnmarshalJSON implements json.Unmarshaler; it is called only for a field that is there.
func (n *Nullable[T]) UnmarshalJSON(text []byte) error {
	n.Present = true
	return json.Unmarshal(text, &n.Value)
}
