// Java objects as COM objects: what Java code hands to Media Foundation as a state, as the object
// of a result, or as a callback that outlives one operation. Anybody may hold them, on any thread,
// for as long as they like.
//
// Each carries an id, never a Java reference. The Java side keeps the object reachable under that
// id until the final Release, of which it is told on whichever thread that happens.
#pragma once

#include <cstdint>

#include "bridge/upcall/callback_shim.h"
#include "com/ref_counted.h"

namespace bridge {

// The door to the table of these objects in Java. An interface, so that they can be tested without
// a JVM.
class ObjectUpcalls {
 public:
  // Invokes the callback `id`. Runs user code on the calling thread; nothing is thrown. S_OK: the
  // Java side has taken over one reference to the result. Anything else: it has not.
  virtual HRESULT InvokeObject(std::int64_t id, IMFAsyncResult* result,
                               HRESULT status) noexcept = 0;
  // Native code has let go of `id` for good.
  virtual void Released(std::int64_t id) noexcept = 0;

 protected:
  ~ObjectUpcalls() = default;
};

// A Java object without methods for native code: a state, or the object of a result.
class JavaObject final : public com::RefCounted<IUnknown> {
 public:
  static constexpr std::int64_t kNone = -1;

  // `upcalls` must outlive every object. nullptr when memory is short.
  static JavaObject* Create(ObjectUpcalls& upcalls, std::int64_t id) noexcept;
  // The id of the Java object behind a COM object; kNone when it is not one of this library's.
  static std::int64_t IdOf(IUnknown* object) noexcept;

 protected:
  ~JavaObject() override;
  bool Answers(REFIID riid) const noexcept override;

 private:
  JavaObject(ObjectUpcalls& upcalls, std::int64_t id) noexcept : upcalls_(upcalls), id_(id) {}

  ObjectUpcalls& upcalls_;
  const std::int64_t id_;
};

// A Java callback that may be invoked any number of times, several at once.
class JavaCallback final : public com::RefCounted<IMFAsyncCallback> {
 public:
  // As JavaObject::Create.
  static JavaCallback* Create(ObjectUpcalls& upcalls, std::int64_t id,
                              const CallbackParameters& parameters) noexcept;

  HRESULT STDMETHODCALLTYPE GetParameters(DWORD* pdwFlags, DWORD* pdwQueue) noexcept override;
  HRESULT STDMETHODCALLTYPE Invoke(IMFAsyncResult* pAsyncResult) noexcept override;

 protected:
  ~JavaCallback() override;
  bool Answers(REFIID riid) const noexcept override;

 private:
  JavaCallback(ObjectUpcalls& upcalls, std::int64_t id,
               const CallbackParameters& parameters) noexcept
      : upcalls_(upcalls), id_(id), parameters_(parameters) {}

  ObjectUpcalls& upcalls_;
  const std::int64_t id_;
  const CallbackParameters parameters_;
};

}  // namespace bridge
