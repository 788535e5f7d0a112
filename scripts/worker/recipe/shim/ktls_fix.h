// Force-included before DtlsTransport.cpp.
//
// An OpenSSL built with kernel TLS asks the write BIO (BIO_CTRL_GET_KTLS_SEND) whether the kernel encrypts. The worker's
// BIO callback answers 1 to every operation except a bare BIO_CB_RETURN, and OpenSSL takes the callback's answer for the
// operation's result: it believes that kTLS is on, allocates no write buffer and crashes on the first DTLS flight. Here
// the callback's answer is replaced by the operation's own result wherever there is one.
#pragma once
#ifdef __cplusplus
#include <openssl/bio.h>

static BIO_callback_fn_ex earshot_worker_callback = nullptr;

static long earshot_bio_callback(
  BIO* bio, int operation, const char* argp, size_t len, int argi, long argl, int ret, size_t* processed)
{
	const long answer = earshot_worker_callback(bio, operation, argp, len, argi, argl, ret, processed);

	return (operation & BIO_CB_RETURN) != 0 ? static_cast<long>(ret) : answer;
}

static inline void earshot_bio_set_callback_ex(BIO* bio, BIO_callback_fn_ex callback)
{
	earshot_worker_callback = callback;
	(BIO_set_callback_ex)(bio, earshot_bio_callback);
}

#define BIO_set_callback_ex(bio, callback) earshot_bio_set_callback_ex(bio, callback)
#endif
