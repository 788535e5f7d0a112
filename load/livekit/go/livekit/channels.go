package livekit

import (
	"net"

	"github.com/pion/datachannel"
	"github.com/pion/logging"
	"github.com/pion/sctp"
)

const messageBytes = 1 << 16

// acceptChannels takes the data channels that the server opens: until they are open it forwards nothing.
func (m *member) acceptChannels(connection net.Conn) {
	go func() {
		loggers := logging.NewDefaultLoggerFactory()
		loggers.DefaultLogLevel = logging.LogLevelDisabled
		association, err := sctp.Client(sctp.Config{NetConn: connection, LoggerFactory: loggers})
		if err != nil {
			m.tellReady(err)
			return
		}
		for {
			channel, err := datachannel.Accept(association, &datachannel.Config{LoggerFactory: loggers})
			if err != nil {
				return
			}
			go drain(channel)
		}
	}()
}

func drain(channel *datachannel.DataChannel) {
	buffer := make([]byte, messageBytes)
	for {
		if _, err := channel.Read(buffer); err != nil {
			return
		}
	}
}
