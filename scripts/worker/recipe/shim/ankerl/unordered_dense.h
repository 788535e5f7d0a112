// The part of ankerl::unordered_dense that the worker uses, over the standard containers. Code written for the dense
// containers assumes less than these give: erasing through an iterator is allowed, and references stay valid.
#pragma once

#include <functional>
#include <unordered_map>
#include <unordered_set>
// The worker's sources rely on these headers coming with the original.
#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

namespace ankerl::unordered_dense
{
	template<typename T>
	struct hash : std::hash<T>
	{
	};

	template<typename Key, typename Value, typename Hash = std::hash<Key>, typename Equal = std::equal_to<Key>>
	using map = std::unordered_map<Key, Value, Hash, Equal>;

	template<typename Key, typename Hash = std::hash<Key>, typename Equal = std::equal_to<Key>>
	using set = std::unordered_set<Key, Hash, Equal>;
} // namespace ankerl::unordered_dense
