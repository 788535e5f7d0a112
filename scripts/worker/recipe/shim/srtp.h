// The subset of libsrtp 3's interface that the worker calls, over libsrtp 2.
//
// libsrtp 2 encrypts in place, appends the tag without knowing how large the buffer is, and keeps lengths in an int. Each
// call here therefore copies once (libsrtp 3 does that inside) and checks the capacity that the caller gave.
#pragma once

// The name is needed for libsrtp 3's opaque handle.
#define srtp_policy_t srtp2_policy_t
#include <srtp2/srtp.h>
#undef srtp_policy_t

#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>

inline constexpr auto srtp_err_status_buffer_small = static_cast<srtp_err_status_t>(28);
inline constexpr auto srtp_err_status_cryptex_err  = static_cast<srtp_err_status_t>(29);

namespace earshot_srtp
{
	struct Policy
	{
		srtp2_policy_t policy{};
		uint8_t key[SRTP_MAX_KEY_LEN]{};
	};

	// Copies the packet into the output unless both are the same buffer; `added` is what libsrtp may append to it.
	inline srtp_err_status_t prepare(
	  const uint8_t* in, size_t inLen, uint8_t* out, const size_t* outLen, size_t added)
	{
		if (inLen > static_cast<size_t>(INT_MAX) - added)
		{
			return srtp_err_status_bad_param;
		}
		if (inLen + added > *outLen)
		{
			return srtp_err_status_buffer_small;
		}
		if (out != in)
		{
			std::memmove(out, in, inLen);
		}

		return srtp_err_status_ok;
	}

	template<typename Transform>
	inline srtp_err_status_t apply(
	  Transform transform, srtp_t session, const uint8_t* in, size_t inLen, uint8_t* out, size_t* outLen, size_t added)
	{
		const srtp_err_status_t prepared = prepare(in, inLen, out, outLen, added);

		if (prepared != srtp_err_status_ok)
		{
			return prepared;
		}

		int len                        = static_cast<int>(inLen);
		const srtp_err_status_t status = transform(session, out, &len);

		if (status == srtp_err_status_ok)
		{
			*outLen = static_cast<size_t>(len);
		}

		return status;
	}
} // namespace earshot_srtp

using srtp_policy_t = earshot_srtp::Policy*;

inline srtp_err_status_t srtp_policy_create(srtp_policy_t* policy)
{
	*policy = new (std::nothrow) earshot_srtp::Policy();

	return *policy != nullptr ? srtp_err_status_ok : srtp_err_status_alloc_fail;
}

inline void srtp_policy_destroy(srtp_policy_t policy)
{
	if (policy == nullptr)
	{
		return;
	}

	// Through a volatile pointer, or the compiler drops the wiping of memory that is freed next.
	for (volatile uint8_t* byte = policy->key; byte != policy->key + sizeof(policy->key); ++byte)
	{
		*byte = 0;
	}

	delete policy;
}

inline srtp_err_status_t srtp_policy_set_ssrc(srtp_policy_t policy, srtp_ssrc_t ssrc)
{
	policy->policy.ssrc = ssrc;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_profile(srtp_policy_t policy, srtp_profile_t profile)
{
	const srtp_err_status_t status = srtp_crypto_policy_set_from_profile_for_rtp(&policy->policy.rtp, profile);

	return status != srtp_err_status_ok
	         ? status
	         : srtp_crypto_policy_set_from_profile_for_rtcp(&policy->policy.rtcp, profile);
}

inline srtp_err_status_t srtp_policy_add_key(
  srtp_policy_t policy,
  const uint8_t* key,
  size_t keyLen,
  const uint8_t* salt,
  size_t saltLen,
  const uint8_t* /*mki*/,
  size_t mkiLen)
{
	if (keyLen > sizeof(policy->key) || saltLen > sizeof(policy->key) - keyLen || mkiLen != 0)
	{
		return srtp_err_status_bad_param;
	}

	std::memcpy(policy->key, key, keyLen);
	std::memcpy(policy->key + keyLen, salt, saltLen);
	policy->policy.key = policy->key;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_allow_repeat_tx(srtp_policy_t policy, bool allow)
{
	policy->policy.allow_repeat_tx = allow ? 1 : 0;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_policy_set_window_size(srtp_policy_t policy, size_t size)
{
	policy->policy.window_size = size;

	return srtp_err_status_ok;
}

inline srtp_err_status_t srtp_create(srtp_t* session, srtp_policy_t policy)
{
	return ::srtp_create(session, static_cast<const srtp2_policy_t*>(&policy->policy));
}

inline srtp_err_status_t srtp_protect(
  srtp_t session, const uint8_t* rtp, size_t rtpLen, uint8_t* srtp, size_t* srtpLen, size_t /*mkiIndex*/)
{
	return earshot_srtp::apply(
	  [](srtp_t s, void* data, int* len) { return ::srtp_protect(s, data, len); },
	  session, rtp, rtpLen, srtp, srtpLen, SRTP_MAX_TRAILER_LEN);
}

inline srtp_err_status_t srtp_unprotect(
  srtp_t session, const uint8_t* srtp, size_t srtpLen, uint8_t* rtp, size_t* rtpLen)
{
	return earshot_srtp::apply(
	  [](srtp_t s, void* data, int* len) { return ::srtp_unprotect(s, data, len); },
	  session, srtp, srtpLen, rtp, rtpLen, 0);
}

inline srtp_err_status_t srtp_protect_rtcp(
  srtp_t session, const uint8_t* rtcp, size_t rtcpLen, uint8_t* srtcp, size_t* srtcpLen, size_t /*mkiIndex*/)
{
	// SRTCP also carries its own index: four bytes.
	return earshot_srtp::apply(
	  [](srtp_t s, void* data, int* len) { return ::srtp_protect_rtcp(s, data, len); },
	  session, rtcp, rtcpLen, srtcp, srtcpLen, SRTP_MAX_TRAILER_LEN + 4);
}

inline srtp_err_status_t srtp_unprotect_rtcp(
  srtp_t session, const uint8_t* srtcp, size_t srtcpLen, uint8_t* rtcp, size_t* rtcpLen)
{
	return earshot_srtp::apply(
	  [](srtp_t s, void* data, int* len) { return ::srtp_unprotect_rtcp(s, data, len); },
	  session, srtcp, srtcpLen, rtcp, rtcpLen, 0);
}

inline srtp_err_status_t srtp_stream_remove(srtp_t session, uint32_t ssrc)
{
	return ::srtp_remove_stream(session, ssrc);
}
