// InlineVector: a vector whose first few elements need no allocation.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace raft {

// Holds up to `N` elements in place and more on the heap. The number of peers
// of a cluster is small and most messages carry one entry, so copies of nodes
// and messages seldom allocate. Behaves as std::vector otherwise; moving one
// that is in place moves its elements. Messages are made and moved so often
// that this is written for them: short code for no element and for one.
template <typename T, size_t N>
class InlineVector {
  static_assert(N > 0 && std::is_nothrow_move_constructible_v<T>);

 public:
  using value_type = T;
  using size_type = size_t;
  using difference_type = ptrdiff_t;
  using reference = T&;
  using const_reference = const T&;
  using iterator = T*;
  using const_iterator = const T*;

  InlineVector() noexcept : data_(InPlace()) {}
  InlineVector(std::initializer_list<T> elements) : InlineVector() {
    assign(elements.begin(), elements.end());
  }
  template <std::forward_iterator Iterator>
  InlineVector(Iterator first, Iterator last) : InlineVector() {
    assign(first, last);
  }
  InlineVector(const InlineVector& other) : InlineVector() {
    if (other.size_ != 0) insert(end(), other.begin(), other.end());
  }
  InlineVector(InlineVector&& other) noexcept : InlineVector() { Take(other); }
  InlineVector& operator=(const InlineVector& other) {
    if (this != &other) assign(other.begin(), other.end());
    return *this;
  }
  InlineVector& operator=(InlineVector&& other) noexcept {
    if (this == &other) return *this;
    Release();
    Take(other);
    return *this;
  }
  ~InlineVector() {
    std::destroy_n(data_, size_);
    if (data_ != InPlace()) std::allocator<T>().deallocate(data_, capacity_);
  }

  size_t size() const { return size_; }
  size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  // REQUIRES: there is such an element.
  T& operator[](size_t position) { return data_[position]; }
  const T& operator[](size_t position) const { return data_[position]; }
  T& front() { return data_[0]; }
  const T& front() const { return data_[0]; }
  T& back() { return data_[size_ - 1]; }
  const T& back() const { return data_[size_ - 1]; }

  void reserve(size_t count) {
    if (count > capacity_) Grow(count);
  }
  void clear() {
    std::destroy_n(data_, size_);
    size_ = 0;
  }
  void resize(size_t count) {
    if (count < size_) {
      erase(begin() + count, end());
    } else {
      reserve(count);
      std::uninitialized_value_construct_n(end(), count - size_);
      size_ = static_cast<uint32_t>(count);
    }
  }
  template <typename... Arguments>
  T& emplace_back(Arguments&&... arguments) {
    if (size_ == capacity_) {
      // Made first: an argument may be an element that is about to move.
      T element{std::forward<Arguments>(arguments)...};
      Grow(size_t{size_} + 1);
      return *new (static_cast<void*>(data_ + size_++)) T(std::move(element));
    }
    return *new (static_cast<void*>(data_ + size_++))
        T{std::forward<Arguments>(arguments)...};
  }
  void push_back(const T& element) { emplace_back(element); }
  void push_back(T&& element) { emplace_back(std::move(element)); }
  void pop_back() { std::destroy_at(data_ + --size_); }

  // Returns where the element, or the first of them, is.
  T* insert(const T* place, T element) {
    const size_t at = static_cast<size_t>(place - data_);
    emplace_back(std::move(element));
    std::rotate(data_ + at, end() - 1, end());
    return data_ + at;
  }
  // REQUIRES: [first, last) is not part of this vector.
  template <std::forward_iterator Iterator>
  T* insert(const T* place, Iterator first, Iterator last) {
    const size_t at = static_cast<size_t>(place - data_);
    const size_t count = static_cast<size_t>(std::distance(first, last));
    reserve(size_ + count);
    std::uninitialized_copy(first, last, end());
    const size_t before = size_;
    size_ += static_cast<uint32_t>(count);
    if (at != before) std::rotate(data_ + at, data_ + before, end());
    return data_ + at;
  }
  template <std::forward_iterator Iterator>
  void assign(Iterator first, Iterator last) {
    clear();
    insert(end(), first, last);
  }

  // Returns where the element after the last erased one is now.
  T* erase(const T* place) { return erase(place, place + 1); }
  T* erase(const T* first, const T* last) {
    T* const kept = data_ + (first - data_);
    T* const after = data_ + (last - data_);
    if (first != last) {
      T* const new_end = std::move(after, end(), kept);
      std::destroy(new_end, end());
      size_ = static_cast<uint32_t>(new_end - data_);
    }
    return kept;
  }

  friend bool operator==(const InlineVector& a, const InlineVector& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }

 private:
  T* InPlace() { return reinterpret_cast<T*>(room_); }

  // Takes everything from `other`. REQUIRES: this one is empty and in place.
  void Take(InlineVector& other) noexcept {
    if (other.data_ != other.InPlace()) {
      data_ = std::exchange(other.data_, other.InPlace());
      size_ = std::exchange(other.size_, 0);
      capacity_ = std::exchange(other.capacity_, static_cast<uint32_t>(N));
      return;
    }
    for (; size_ < other.size_; ++size_) {
      new (static_cast<void*>(data_ + size_)) T(std::move(other.data_[size_]));
      std::destroy_at(other.data_ + size_);
    }
    other.size_ = 0;
  }

  void Release() noexcept {
    clear();
    if (data_ == InPlace()) return;
    std::allocator<T>().deallocate(data_, capacity_);
    data_ = InPlace();
    capacity_ = static_cast<uint32_t>(N);
  }

  [[gnu::noinline]] void Grow(size_t least) {
    const size_t capacity = std::max(least, size_t{capacity_} * 2);
    T* const room = std::allocator<T>().allocate(capacity);
    std::uninitialized_move_n(data_, size_, room);
    std::destroy_n(data_, size_);
    if (data_ != InPlace()) std::allocator<T>().deallocate(data_, capacity_);
    data_ = room;
    capacity_ = static_cast<uint32_t>(capacity);
  }

  T* data_;
  uint32_t size_ = 0;
  uint32_t capacity_ = N;
  alignas(T) std::byte room_[N * sizeof(T)];
};

}  // namespace raft
