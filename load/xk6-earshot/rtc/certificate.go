package rtc

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"

	"github.com/pion/dtls/v3/pkg/crypto/selfsign"
)

// identity is the one certificate of all clients: making a key for each would be measured as part of their joins.
type identity struct {
	certificate tls.Certificate
	fingerprint string
}

var theIdentity = sync.OnceValues(func() (*identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("key: %w", err)
	}
	certificate, err := selfsign.SelfSign(crypto.Signer(key))
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return &identity{certificate: certificate, fingerprint: fingerprintOf(certificate.Certificate[0])}, nil
})

// Fingerprint is the SHA-256 fingerprint that the server must be told before it answers our DTLS.
func Fingerprint() (string, error) {
	own, err := theIdentity()
	if err != nil {
		return "", err
	}
	return own.fingerprint, nil
}

func fingerprintOf(certificate []byte) string {
	sum := sha256.Sum256(certificate)
	pairs := make([]string, len(sum))
	for i, b := range sum {
		pairs[i] = strings.ToUpper(hex.EncodeToString([]byte{b}))
	}
	return strings.Join(pairs, ":")
}

func randomText(length int) string {
	data := make([]byte, (length+1)/2)
	_, _ = rand.Read(data) // never fails
	return hex.EncodeToString(data)[:length]
}
