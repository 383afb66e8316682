// Media types, samples and their buffers, as the Windows SDK declares them (mfobjects.h, mfapi.h):
// methods in vtable order, names, IIDs and values untouched.
#pragma once

#include "com/portable/attributes.h"
#include "com/portable/events.h"

inline constexpr IID IID_IMFMediaBuffer = {
    0x045fa593, 0x8799, 0x42b8, {0xbc, 0x8d, 0x89, 0x68, 0xc6, 0x45, 0x35, 0x07}};
inline constexpr IID IID_IMF2DBuffer = {
    0x7dc9d5f9, 0x9ed9, 0x44ec, {0x9b, 0xbf, 0x06, 0x00, 0xbb, 0x58, 0x9f, 0xbb}};
inline constexpr IID IID_IMFSample = {
    0xc40a00f2, 0xb93a, 0x4d80, {0xae, 0x8c, 0x5a, 0x1c, 0x63, 0x4f, 0x58, 0xe4}};
inline constexpr IID IID_IMFMediaType = {
    0x44ae0fa8, 0xea31, 0x4109, {0x8d, 0x2e, 0x4c, 0xae, 0x49, 0x97, 0xc5, 0x55}};

inline constexpr DWORD MF_MEDIATYPE_EQUAL_MAJOR_TYPES = 0x1;
inline constexpr DWORD MF_MEDIATYPE_EQUAL_FORMAT_TYPES = 0x2;
inline constexpr DWORD MF_MEDIATYPE_EQUAL_FORMAT_DATA = 0x4;
inline constexpr DWORD MF_MEDIATYPE_EQUAL_FORMAT_USER_DATA = 0x8;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

struct IMFMediaBuffer : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE Lock(BYTE** ppbBuffer, DWORD* pcbMaxLength,
                                         DWORD* pcbCurrentLength) = 0;
  virtual HRESULT STDMETHODCALLTYPE Unlock() = 0;
  virtual HRESULT STDMETHODCALLTYPE GetCurrentLength(DWORD* pcbCurrentLength) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetCurrentLength(DWORD cbCurrentLength) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetMaxLength(DWORD* pcbMaxLength) = 0;
};

struct IMFSample : IMFAttributes {
  virtual HRESULT STDMETHODCALLTYPE GetSampleFlags(DWORD* pdwSampleFlags) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetSampleFlags(DWORD dwSampleFlags) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetSampleTime(LONGLONG* phnsSampleTime) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetSampleTime(LONGLONG hnsSampleTime) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetSampleDuration(LONGLONG* phnsSampleDuration) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetSampleDuration(LONGLONG hnsSampleDuration) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetBufferCount(DWORD* pdwBufferCount) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetBufferByIndex(DWORD dwIndex, IMFMediaBuffer** ppBuffer) = 0;
  virtual HRESULT STDMETHODCALLTYPE ConvertToContiguousBuffer(IMFMediaBuffer** ppBuffer) = 0;
  virtual HRESULT STDMETHODCALLTYPE AddBuffer(IMFMediaBuffer* pBuffer) = 0;
  virtual HRESULT STDMETHODCALLTYPE RemoveBufferByIndex(DWORD dwIndex) = 0;
  virtual HRESULT STDMETHODCALLTYPE RemoveAllBuffers() = 0;
  virtual HRESULT STDMETHODCALLTYPE GetTotalLength(DWORD* pcbTotalLength) = 0;
  virtual HRESULT STDMETHODCALLTYPE CopyToBuffer(IMFMediaBuffer* pBuffer) = 0;
};

struct IMFMediaType : IMFAttributes {
  virtual HRESULT STDMETHODCALLTYPE GetMajorType(GUID* pguidMajorType) = 0;
  virtual HRESULT STDMETHODCALLTYPE IsCompressedFormat(BOOL* pfCompressed) = 0;
  virtual HRESULT STDMETHODCALLTYPE IsEqual(IMFMediaType* pIMediaType, DWORD* pdwFlags) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetRepresentation(GUID guidRepresentation,
                                                      void** ppvRepresentation) = 0;
  virtual HRESULT STDMETHODCALLTYPE FreeRepresentation(GUID guidRepresentation,
                                                       void* pvRepresentation) = 0;
};

struct IMFSourceReaderCallback : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE OnReadSample(HRESULT hrStatus, DWORD dwStreamIndex,
                                                 DWORD dwStreamFlags, LONGLONG llTimestamp,
                                                 IMFSample* pSample) = 0;
  virtual HRESULT STDMETHODCALLTYPE OnFlush(DWORD dwStreamIndex) = 0;
  virtual HRESULT STDMETHODCALLTYPE OnEvent(DWORD dwStreamIndex, IMFMediaEvent* pEvent) = 0;
};

struct IMFSourceReader : IUnknown {
  virtual HRESULT STDMETHODCALLTYPE GetStreamSelection(DWORD dwStreamIndex, BOOL* pfSelected) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetStreamSelection(DWORD dwStreamIndex, BOOL fSelected) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetNativeMediaType(DWORD dwStreamIndex, DWORD dwMediaTypeIndex,
                                                       IMFMediaType** ppMediaType) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetCurrentMediaType(DWORD dwStreamIndex,
                                                        IMFMediaType** ppMediaType) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetCurrentMediaType(DWORD dwStreamIndex, DWORD* pdwReserved,
                                                        IMFMediaType* pMediaType) = 0;
  virtual HRESULT STDMETHODCALLTYPE SetCurrentPosition(REFGUID guidTimeFormat,
                                                       REFPROPVARIANT varPosition) = 0;
  virtual HRESULT STDMETHODCALLTYPE ReadSample(DWORD dwStreamIndex, DWORD dwControlFlags,
                                               DWORD* pdwActualStreamIndex, DWORD* pdwStreamFlags,
                                               LONGLONG* pllTimestamp, IMFSample** ppSample) = 0;
  virtual HRESULT STDMETHODCALLTYPE Flush(DWORD dwStreamIndex) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetServiceForStream(DWORD dwStreamIndex, REFGUID guidService,
                                                        REFIID riid, void** ppvObject) = 0;
  virtual HRESULT STDMETHODCALLTYPE GetPresentationAttribute(DWORD dwStreamIndex,
                                                             REFGUID guidAttribute,
                                                             PROPVARIANT* pvarAttribute) = 0;
};

#pragma GCC diagnostic pop

inline constexpr IID IID_IMFSourceReaderCallback = {
    0xdeec8d99, 0xfa1d, 0x4d82, {0x84, 0xc2, 0x2c, 0x89, 0x69, 0x94, 0x48, 0x67}};
inline constexpr IID IID_IMFSourceReader = {
    0x70ae66f2, 0xc809, 0x4e4f, {0x89, 0x15, 0xbd, 0xcb, 0x40, 0x6b, 0x79, 0x93}};

inline constexpr DWORD MF_SOURCE_READER_ALL_STREAMS = 0xFFFFFFFE;
inline constexpr DWORD MF_SOURCE_READER_ANY_STREAM = 0xFFFFFFFE;
inline constexpr DWORD MF_SOURCE_READER_FIRST_AUDIO_STREAM = 0xFFFFFFFD;
inline constexpr DWORD MF_SOURCE_READER_FIRST_VIDEO_STREAM = 0xFFFFFFFC;
inline constexpr DWORD MF_SOURCE_READER_MEDIASOURCE = 0xFFFFFFFF;
inline constexpr DWORD MF_SOURCE_READER_CURRENT_TYPE_INDEX = 0xFFFFFFFF;
inline constexpr DWORD MF_SOURCE_READERF_ERROR = 0x1;
inline constexpr DWORD MF_SOURCE_READERF_ENDOFSTREAM = 0x2;
inline constexpr GUID MF_SOURCE_READER_ASYNC_CALLBACK = {
    0x1e3dbeac, 0xbb43, 0x4c35, {0xb5, 0x07, 0xcd, 0x64, 0x44, 0x64, 0xc9, 0x65}};
inline constexpr GUID MF_PD_DURATION = {
    0x6c990d33, 0xbb8e, 0x477a, {0x85, 0x98, 0x0d, 0x5d, 0x96, 0xfc, 0xd8, 0x8a}};

inline constexpr GUID MFMediaType_Audio = {
    0x73647561, 0x0000, 0x0010, {0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71}};
inline constexpr GUID MFAudioFormat_Base = {
    0x00000000, 0x0000, 0x0010, {0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71}};
inline constexpr GUID MF_MT_AUDIO_NUM_CHANNELS = {
    0x37e48bf5, 0x645e, 0x4c5b, {0x89, 0xde, 0xad, 0xa9, 0xe2, 0x9b, 0x69, 0x6a}};
inline constexpr GUID MF_MT_AUDIO_SAMPLES_PER_SECOND = {
    0x5faeeae7, 0x0290, 0x4c31, {0x9e, 0x8a, 0xc5, 0x34, 0xf6, 0x8d, 0x9d, 0xba}};
inline constexpr GUID MF_MT_AUDIO_AVG_BYTES_PER_SECOND = {
    0x1aab75c8, 0xcfef, 0x451c, {0xab, 0x95, 0xac, 0x03, 0x4b, 0x8e, 0x17, 0x31}};
inline constexpr GUID MF_MT_AUDIO_BLOCK_ALIGNMENT = {
    0x322de230, 0x9eeb, 0x43bd, {0xab, 0x7a, 0xff, 0x41, 0x22, 0x51, 0x54, 0x1d}};
inline constexpr GUID MF_MT_AUDIO_BITS_PER_SAMPLE = {
    0xf2deb57f, 0x40fa, 0x4764, {0xaa, 0x33, 0xed, 0x4f, 0x2d, 0x1f, 0xf6, 0x69}};
inline constexpr GUID MF_MT_AUDIO_VALID_BITS_PER_SAMPLE = {
    0xd9bf8d6a, 0x9530, 0x4b7c, {0x9d, 0xdf, 0xff, 0x6f, 0xd5, 0x8b, 0xbd, 0x06}};
inline constexpr GUID MF_MT_AUDIO_CHANNEL_MASK = {
    0x55fb5765, 0x644a, 0x4caf, {0x84, 0x79, 0x93, 0x89, 0x83, 0xbb, 0x15, 0x88}};
inline constexpr GUID MF_MT_MAJOR_TYPE = {
    0x48eba18e, 0xf8c9, 0x4687, {0xbf, 0x11, 0x0a, 0x74, 0xc9, 0xf9, 0x6a, 0x8f}};
inline constexpr GUID MF_MT_SUBTYPE = {
    0xf7e34c9a, 0x42e8, 0x4714, {0xb7, 0x4b, 0xcb, 0x29, 0xd7, 0x2c, 0x35, 0xe5}};
inline constexpr GUID MF_MT_ALL_SAMPLES_INDEPENDENT = {
    0xc9173739, 0x5e56, 0x461c, {0xb7, 0x13, 0x46, 0xfb, 0x99, 0x5c, 0xb9, 0x5f}};
inline constexpr GUID MF_MT_USER_DATA = {
    0xb6bc765f, 0x4c3b, 0x40a4, {0xbd, 0x51, 0x25, 0x35, 0xb6, 0x6f, 0xe0, 0x9d}};
