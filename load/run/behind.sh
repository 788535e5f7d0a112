#!/bin/sh
exec nice -n 5 "${CHROMIUM:-/usr/bin/chromium}" "$@"
